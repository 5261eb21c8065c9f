import NIOCore

/// Closes a connection whose client takes nothing of what it is sent: a stream would wait for it for
/// ever, and hold what it has to say.
final class StallTimer: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private let patience: TimeAmount
  private var timer: Scheduled<Void>?

  init(_ patience: TimeAmount) { self.patience = patience }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    let channel = context.channel
    if !channel.isWritable {
      timer = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }
}
