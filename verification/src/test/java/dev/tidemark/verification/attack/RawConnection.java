package dev.tidemark.verification.attack;

import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.verification.peer.RequestFrame;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A blocking connection that sends what it is told, request or not. Used by one thread. */
final class RawConnection implements AutoCloseable {

    private static final int TIMEOUT_MS = 60_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private int nextCorrelationId;

    /** @param broker {@code HOST:PORT} */
    RawConnection(String broker) throws IOException {
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.connect(address(broker), TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    static InetSocketAddress address(String broker) throws IOException {
        int colon = broker.lastIndexOf(':');
        return new InetSocketAddress(InetAddress.getByName(broker.substring(0, colon)),
                Integer.parseInt(broker.substring(colon + 1)));
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    <R extends Response> R call(Request request, Class<R> type, int version) throws IOException {
        send(frame(request, version, nextCorrelationId++));
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        WireReader reader = new WireReader(ByteBuffer.wrap(answer));
        MessageCodec<R> codec = MessageCodecs.of(type);
        HeaderCodec.readResponse(reader, codec.flexibleResponseHeader(version));
        return codec.read(reader, (short) version);
    }

    /** Waits, at most {@link #TIMEOUT_MS}, for the broker to end the connection without another byte. */
    boolean closedByBroker() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    static byte[] frame(Request request, int version, int correlationId) {
        return RequestFrame.bytes(request, version, correlationId, "raw");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
