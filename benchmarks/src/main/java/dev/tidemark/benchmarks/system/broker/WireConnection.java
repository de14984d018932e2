package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.verification.peer.RequestFrame;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One request after another to one broker over loopback. Used by one thread. */
final class WireConnection implements AutoCloseable {

    private static final int ANSWER_BYTES = 1 << 16;

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocateDirect(ANSWER_BYTES);
    private int nextCorrelationId;

    /**
     * @param broker {@code HOST:PORT}
     * @param spinning whether an answer is awaited without letting go of the processor, so that nothing has to wake this thread
     */
    WireConnection(String broker, boolean spinning) throws IOException {
        int colon = broker.lastIndexOf(':');
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getByName(broker.substring(0, colon)),
                Integer.parseInt(broker.substring(colon + 1))));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(!spinning);
    }

    <R extends Response> R call(Request request, Class<R> type, int version) throws IOException {
        ByteBuffer sent = ByteBuffer.wrap(RequestFrame.bytes(request, version, nextCorrelationId++, "wire"));
        while (sent.hasRemaining()) {
            if (channel.write(sent) == 0) {
                Thread.onSpinWait();
            }
        }
        received.clear();
        fill(Integer.BYTES);
        int length = received.getInt(0);
        fill(Integer.BYTES + length);
        received.flip().position(Integer.BYTES);
        byte[] answer = new byte[length];
        received.get(answer);
        WireReader reader = new WireReader(ByteBuffer.wrap(answer));
        MessageCodec<R> codec = MessageCodecs.of(type);
        HeaderCodec.readResponse(reader, codec.flexibleResponseHeader(version));
        return codec.read(reader, (short) version);
    }

    private void fill(int bytes) throws IOException {
        while (received.position() < bytes) {
            int read = channel.read(received);
            if (read < 0) {
                throw new EOFException("the broker ended the connection");
            }
            if (read == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
