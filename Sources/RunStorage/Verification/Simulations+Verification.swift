import SystemPackage

extension Simulations {
    /// Compares the simulations with the list of the output directory, and with the hash that each carries.
    func verify(_ verifier: inout Verifier) throws {
        try verifier.settled(
            locks: { [layout.lock(Simulations.self), layout.lock(SiteList.self)] },
            stamp: { try [layout.siteList, layout.simulations].map(files.status) }
        ) { verifier in
            let present = try files.list(layout.simulations).filter { !TemporaryName.matches($0) }
            guard let site = try list.verified(isNeeded: !present.isEmpty, &verifier) else { return }
            for file in present { try verifyFile(file, site, &verifier) }
        }
    }

    private func verifyFile(_ file: String, _ site: Checksums, _ verifier: inout Verifier) throws {
        verifier.result.checked.simulations += 1
        let path = layout.simulations.appending(file)
        guard let name = Self.name(of: file) else { return verifier.add(.damaged(path, .foreign)) }
        try verifier.collect {
            guard let expected = site[name: layout.name(of: path)] else {
                throw StorageError.damaged(path, .incomplete)
            }
            try files.compare(path, with: expected)
            _ = try simulation(name)
        }
    }
}
