"use strict";
// The page of the Training Service: it asks the calls that every program asks, and hears the same events.

const $ = id => document.getElementById(id);
const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 3 });

// ---------------------------------------------------------------- calls
const token = {
	get: () => sessionStorage.getItem("hrlreport-token") || "",
	set: text => sessionStorage.setItem("hrlreport-token", text),
	headers: () => token.get() ? { Authorization: "Bearer " + token.get() } : {},
};

async function call(path, body) {
	const options = { headers: token.headers() };
	if (body !== undefined) {
		options.method = "POST";
		options.headers["Content-Type"] = "application/json";
		// A seed may have more digits than a number of JavaScript: it is kept as a text.
		options.body = JSON.stringify(body).replace(/"seed":"(\d+)"/, '"seed":$1');
	}
	let response;
	try {
		response = await fetch(path, options);
	} catch {
		throw new Error("The service cannot be reached.");
	}
	if (response.status === 401) {
		askForToken();
		throw new Error("The service asks for a token.");
	}
	const answer = JSON.parse((await response.text()).replace(/"seed":(\d{16,})/g, '"seed":"$1"'));
	if (!response.ok) throw new Error(answer.message || "The service answered " + response.status + ".");
	return answer;
}

function tell(problem) {
	$("problem").hidden = !problem;
	$("problem").textContent = problem ? String(problem.message || problem) : "";
}

function attempt(work) {
	return work().then(() => tell(""), tell);
}

function askForToken() {
	if (!$("token-form").hidden) return;
	$("token-form").hidden = false;
	$("token").focus();
}

$("token-form").addEventListener("submit", event => {
	event.preventDefault();
	token.set($("token").value.trim());
	$("token-form").hidden = true;
	tell("");
	socket.connect();
	load();
});

// ---------------------------------------------------------------- events: Engine.IO 4 over a WebSocket
const socket = {
	wait: 1, current: null, timer: null,
	connect() {
		clearTimeout(this.timer);
		if (this.current) this.current.onclose = null, this.current.close();
		const url = new URL("socket.io/?EIO=4&transport=websocket", location.href);
		url.protocol = url.protocol.replace("http", "ws");
		const web = this.current = new WebSocket(url);
		web.onmessage = event => this.received(web, event.data);
		web.onclose = () => this.closed(web);
	},
	received(web, text) {
		if (text[0] === "0") web.send("40" + (token.get() ? JSON.stringify({ token: token.get() }) : ""));
		else if (text[0] === "2") web.send("3");
		else if (text.startsWith("40")) { this.wait = 1; show("connected"); }
		else if (text.startsWith("44")) { show("disconnected"); askForToken(); }
		else if (text.startsWith("42")) { const [name, data] = JSON.parse(text.slice(2)); if (heard[name]) heard[name](data); }
	},
	closed(web) {
		if (web !== this.current) return;
		show("disconnected");
		this.timer = setTimeout(() => this.connect(), this.wait * 1000);
		this.wait = Math.min(30, this.wait * 2);
	},
};

function show(connection) {
	$("connection").textContent = connection === "connected"
		? "Connected" : "Not connected; the page tries again by itself";
}

// ---------------------------------------------------------------- what is known
let status = null;
let points = [];
let stride = 1;
let seen = 0;
let pace = null;

const heard = {
	connection_established(data) {
		status = data.training;
		points = [];
		load();
	},
	training_started(data) {
		status = { is_training: true, state: "training", scenario_name: data.scenario_name, others: [],
			current_episode: data.episodes_done, total_episodes: data.num_episodes, start_time: data.start_time };
		points = []; stride = 1; seen = 0; pace = null;
		changed(); announce("Training of " + data.scenario_name + " has begun.");
	},
	training_progress(data) {
		if (!status) return;
		status.current_episode = data.episode;
		status.total_episodes = data.total_episodes;
		status.latest_progress = data;
		measure(data.episode);
		add(data);
		changed();
	},
	training_completed(data) { ended("completed", data, "is completed."); },
	training_stopped(data) { ended("stopped", data, "was stopped and saved."); },
	training_error(data) { ended("failed", data, "has failed: " + data.message); tell(data.message); },
};

function ended(state, data, words) {
	if (status) Object.assign(status, { is_training: false, state, current_episode: data.episodes_completed });
	changed();
	announce("Training of " + data.scenario_name + " " + words);
	loadRuns();
}

// At most a thousand points, however many episodes there are.
function add(data) {
	if (seen++ % stride === 0) points.push(data);
	if (points.length < 1000) return;
	points = points.filter((_, index) => index % 2 === 0);
	stride *= 2;
}

function measure(episode) {
	const now = performance.now();
	if (!pace) pace = { at: now, episode, rate: 0 };
	if (now - pace.at < 1000) return;
	const rate = (episode - pace.episode) / (now - pace.at) * 1000;
	pace = { at: now, episode, rate: pace.rate ? pace.rate * .7 + rate * .3 : rate };
}

// ---------------------------------------------------------------- showing, ten times a second at most
let isDue = false;
function changed() {
	if (isDue) return;
	isDue = true;
	setTimeout(() => { isDue = false; draw(); }, 100);
}

let lastWords = 0;
function announce(words) {
	lastWords = performance.now();
	$("announcement").textContent = words;
}

const states = { idle: "Nothing is being trained.", starting: "is starting", training: "is being trained",
	stopping: "is being stopped and saved", completed: "is completed", stopped: "was stopped and saved", failed: "has failed" };

function draw() {
	if (!status) return;
	const going = status.is_training, done = status.current_episode, all = status.total_episodes;
	$("state").textContent = status.scenario_name ? status.scenario_name + " " + states[status.state] +
		(status.foreign ? " by another program" : "") : states.idle;
	$("progress").max = Math.max(1, all);
	$("progress").value = done;
	$("progress").textContent = done + " of " + all;
	const rate = going && pace && pace.rate > 0 ? "; " + numbers.format(pace.rate) + " episodes a second, " +
		time((all - done) / pace.rate) + " left" : "";
	$("pace").textContent = all ? numbers.format(done) + " of " + numbers.format(all) + " episodes" + rate : "";
	$("others").hidden = !(status.others && status.others.length);
	$("others").textContent = "Also being trained: " + (status.others || []).join(", ");
	$("stop").disabled = !going || status.state === "stopping";
	$("start").disabled = going;
	const latest = points.concat(status.latest_progress ? [status.latest_progress] : []);
	chart("reward", latest, ["avg_reward"], decimals);
	chart("stability", latest, ["stability"], decimals, [0, 1]);
	chart("money", latest, ["avg_cash", "avg_invested"], numbers);
	chart("goal", latest, ["goal_adherence"], decimals);
	table(latest.slice(-10).reverse());
	if (going && performance.now() - lastWords > 5000) announce($("pace").textContent);
}

function time(seconds) {
	if (seconds < 90) return Math.ceil(seconds) + " s";
	return seconds < 5400 ? Math.round(seconds / 60) + " min" : decimals.format(Math.round(seconds / 360) / 10) + " h";
}

function cell(row, text, heading) {
	const element = document.createElement(heading ? "th" : "td");
	if (heading) element.scope = "row";
	element.textContent = text;
	return row.appendChild(element);
}

function table(latest) {
	$("values").replaceChildren(...latest.map(point => {
		const row = document.createElement("tr");
		cell(row, numbers.format(point.episode), true);
		for (const [key, format] of [["avg_reward", decimals], ["avg_duration", decimals], ["avg_cash", numbers],
			["avg_invested", numbers], ["stability", decimals], ["goal_adherence", decimals]]) cell(row, format.format(point[key]));
		return row;
	}));
}

const words = { avg_reward: "", stability: "", avg_cash: "cash ", avg_invested: "invested ", goal_adherence: "" };

function chart(id, latest, keys, format, range) {
	const canvas = $(id), style = getComputedStyle(document.documentElement), color = name => style.getPropertyValue(name).trim();
	const scale = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
	if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
		canvas.width = Math.round(width * scale); canvas.height = Math.round(height * scale);
	}
	const pen = canvas.getContext("2d");
	pen.setTransform(scale, 0, 0, scale, 0, 0);
	pen.clearRect(0, 0, width, height);
	const last = latest[latest.length - 1];
	$(id + "-text").textContent = last ? keys.map(key => words[key] + format.format(last[key])).join(", ") : "No episode yet.";
	if (!last) return;
	let low = Infinity, high = -Infinity;
	for (const point of latest) for (const key of keys) { low = Math.min(low, point[key]); high = Math.max(high, point[key]); }
	if (range) [low, high] = range;
	if (low === high) { low -= Math.abs(low) * .05 || 1; high += Math.abs(high) * .05 || 1; }
	const first = latest[0].episode, span = Math.max(1, last.episode - first);
	pen.font = "12px system-ui, sans-serif";
	const left = 8 + Math.max(...[low, (low + high) / 2, high].map(value => pen.measureText(format.format(value)).width));
	const x = episode => left + (episode - first) / span * (width - left - 8), y = value => 10 + (high - value) / (high - low) * (height - 34);
	pen.strokeStyle = color("--grid"); pen.fillStyle = color("--muted"); pen.lineWidth = 1; pen.textBaseline = "middle";
	for (const value of [low, (low + high) / 2, high]) {
		pen.beginPath(); pen.moveTo(left, y(value)); pen.lineTo(width - 8, y(value)); pen.stroke();
		pen.textAlign = "right"; pen.fillText(format.format(value), left - 5, y(value));
	}
	pen.textAlign = "left"; pen.fillText(numbers.format(first), left, height - 9);
	pen.textAlign = "right"; pen.fillText("episode " + numbers.format(last.episode), width - 8, height - 9);
	keys.forEach((key, index) => {
		pen.strokeStyle = color(index ? "--second" : "--first"); pen.lineWidth = 2; pen.setLineDash(index ? [6, 4] : []);
		pen.beginPath();
		latest.forEach((point, place) => place ? pen.lineTo(x(point.episode), y(point[key])) : pen.moveTo(x(point.episode), y(point[key])));
		pen.stroke(); pen.setLineDash([]);
		if (keys.length > 1) {
			pen.fillStyle = color(index ? "--second" : "--first"); pen.textAlign = "right";
			const above = y(last[key]) > 30 ? -10 : 12;
			pen.fillText(words[key].trim(), width - 10, y(last[key]) + above);
		}
	});
}

addEventListener("resize", changed);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);

// ---------------------------------------------------------------- scenarios and runs
async function load() {
	await attempt(async () => {
		const found = await call("api/scenarios");
		const list = found.scenarios || found, chosen = $("scenario").value;
		$("scenario").replaceChildren(...list.map(scenario => scenario.name).sort().map(name => new Option(name, name)));
		if (chosen) $("scenario").value = chosen;
		const history = await call("api/training/history?points=500");
		const newer = points.filter(point => !history.points.length || point.episode > history.points[history.points.length - 1].episode);
		points = history.points.concat(newer);
		// What comes is thinned as what was there.
		if (points.length) stride = Math.max(1, Math.round(points[points.length - 1].episode / Math.max(500, points.length)));
		if (!status) status = await call("api/training/status");
		changed();
	});
	await loadRuns();
}

function loadRuns() {
	return attempt(async () => {
		const [{ models }, { reports }] = await Promise.all([call("api/models"), call("api/reports/list")]);
		$("no-runs").hidden = models.length > 0;
		$("runs-region").hidden = models.length === 0;
		$("runs").replaceChildren(...models.map(model => runRow(model, reports)));
	});
}

function runRow(model, reports) {
	const row = document.createElement("tr");
	cell(row, model.name, true);
	const successor = model.successor, isTraining = status && status.is_training && status.scenario_name === model.name;
	cell(row, model.state + (successor ? isTraining ? ", a new one is in training" : ", a new one is unfinished" : ""));
	cell(row, numbers.format(model.episodes) + (model.episodes < model.total_episodes ? " of " + numbers.format(model.total_episodes) : ""));
	cell(row, model.share_of_optimum == null ? "–" : decimals.format(model.share_of_optimum));
	cell(row, new Date(model.trained_at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }));
	const links = cell(row, "");
	for (const report of reports.filter(report => report.report_id.replace(/\.(html|pdf)$/, "") === model.name)) {
		const link = document.createElement("a");
		link.href = "site/reports/" + encodeURIComponent(model.name) + "/" + (report.report_type === "html" ? "index.html" : encodeURIComponent(model.name) + ".pdf");
		link.textContent = report.report_type === "html" ? "page" : "PDF";
		link.setAttribute("aria-label", link.textContent + " of " + model.name);
		if (token.get()) link.addEventListener("click", event => download(event, report));
		links.append(link, " ");
	}
	const work = cell(row, "");
	if (model.state === "finished") work.append(button("Make the report", model.name, () => makeReport(model)), " ");
	if (model.previous_of) return row;
	// A start trains the run that is named as its scenario.
	if (model.name !== model.scenario_name) return row;
	if (model.state === "unfinished") work.append(button("Continue", model.name, () => resume(model, model)), " ");
	if (successor && !isTraining) work.append(button("Continue the new one", model.name, () => resume(model, successor)));
	return row;
}

function button(text, name, work) {
	const element = document.createElement("button");
	element.type = "button";
	element.textContent = text;
	element.setAttribute("aria-label", text + ": " + name);
	element.addEventListener("click", async () => {
		element.disabled = true;
		await attempt(work);
		element.disabled = false;
	});
	return element;
}

async function makeReport(model) {
	announce("The report of " + model.name + " is being made.");
	const { simulation_id } = await call("api/simulation/run", { model_name: model.name, scenario_name: model.scenario_name, num_episodes: 10 });
	for (const report_type of ["html", "pdf"]) await call("api/reports/generate", { simulation_id, report_type });
	announce("The report of " + model.name + " is there.");
	await loadRuns();
}

// A link cannot bring the token: the file is fetched, and saved.
async function download(event, report) {
	event.preventDefault();
	await attempt(async () => {
		const response = await fetch("api/reports/" + encodeURIComponent(report.report_id), { headers: token.headers() });
		if (!response.ok) throw new Error("The report cannot be had: " + response.status + ".");
		const link = document.createElement("a");
		link.href = URL.createObjectURL(await response.blob());
		link.download = report.report_id;
		link.click();
		URL.revokeObjectURL(link.href);
	});
}

const start = body => call("api/training/start", body);
const resume = (model, run) => start({ scenario_name: model.scenario_name, num_episodes: run.total_episodes,
	save_interval: run.save_interval, seed: run.seed });

$("start-form").addEventListener("submit", event => {
	event.preventDefault();
	const seed = $("seed").value.trim();
	const body = { scenario_name: $("scenario").value, save_interval: Number($("interval").value) };
	if ($("episodes").value) body.num_episodes = Number($("episodes").value);
	if (seed) body.seed = seed;
	attempt(() => start(body));
});
$("stop").addEventListener("click", () => attempt(async () => { await call("api/training/stop", {}); }));

show("disconnected");
socket.connect();
