package io.molt.benchmarks.load;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection that has at most one request under way. */
final class Connection {
  private final Target target;
  private final SocketChannel channel;
  private final ResponseReader reader = new ResponseReader();
  private boolean busy;
  private long since;

  private Connection(Target target, SocketChannel channel) {
    this.target = target;
    this.channel = channel;
  }

  /** Begins to connect; the target hears of it when that is done. */
  static Connection open(Target target, SocketAddress address, Selector selector)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Connection made = new Connection(target, channel);
    boolean connected = channel.connect(address);
    channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, made);
    if (connected) {
      target.connected(made);
    }
    return made;
  }

  /** Tells whether an answer is owed; {@link #since} tells from when on. */
  boolean isBusy() {
    return busy;
  }

  /** Returns when the request was due; of an idle connection, since when it is idle. */
  long since() {
    return since;
  }

  /** Sends the request, which fits into the empty buffer of a socket; so it is small, or the connection breaks. */
  void send(ByteBuffer request, long due) {
    busy = true;
    since = due;
    try {
      channel.write(request.rewind());
      if (request.hasRemaining()) {
        target.broken(this);
      }
    } catch (IOException failure) {
      target.broken(this);
    }
  }

  /** Takes note that it is idle. */
  void rest(long now) {
    busy = false;
    since = now;
  }

  /** Does what the selector found it ready for. */
  void ready(SelectionKey key, ByteBuffer buffer) {
    try {
      if (key.isConnectable()) {
        connected(key);
      } else if (key.isReadable()) {
        read(buffer);
      }
    } catch (IOException failure) {
      target.broken(this);
    }
  }

  /** Closes it, whatever is under way. */
  void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new IllegalStateException("a socket that cannot be closed", failure);
    }
  }

  private void connected(SelectionKey key) throws IOException {
    if (channel.finishConnect()) {
      key.interestOps(SelectionKey.OP_READ);
      target.connected(this);
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    int count = channel.read(buffer.clear());
    if (count < 0) {
      target.broken(this);
      return;
    }
    buffer.flip();
    int status = reader.read(buffer);
    if (status != 0 && busy) {
      target.answered(this, status);
    }
  }
}
