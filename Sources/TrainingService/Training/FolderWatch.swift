import Glibc
import NIOCore
import NIOPosix

/// Tells when files in a folder come or are written, by inotify(7), which costs nothing while nothing happens.
///
/// What other machines do on a file system that is shared with them it does not tell.
package final class FolderWatch: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer

    private static let changes = UInt32(IN_CREATE | IN_MODIFY | IN_MOVED_TO)

    private let changed: () -> Void

    private init(_ changed: @escaping () -> Void) { self.changed = changed }

    /// Watches a folder until the channel is closed.
    /// - Parameter changed: called on the event loop, once or more often for what happens at a time.
    /// - Returns: the channel; `IOError` where the folder is missing, or where the system watches as much as it may.
    package static func begin(
        _ folder: String, on loop: any EventLoop, changed: @escaping @Sendable () -> Void
    ) -> EventLoopFuture<any Channel> {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return loop.makeFailedFuture(IOError(errnoCode: errno, reason: "inotify_init1")) }
        guard inotify_add_watch(descriptor, folder, changes) >= 0 else {
            let error = IOError(errnoCode: errno, reason: "inotify_add_watch")
            close(descriptor)
            return loop.makeFailedFuture(error)
        }
        let channel = NIOPipeBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FolderWatch(changed))
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
        // Until it is taken, it is ours.
        channel.whenFailure { _ in close(descriptor) }
        return channel
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) { changed() }
}
