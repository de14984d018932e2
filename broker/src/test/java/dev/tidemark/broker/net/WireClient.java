package dev.tidemark.broker.net;

import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Fragment;
import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;

/** A blocking client over a plain socket that says exactly what a test wants said, right or wrong. */
public final class WireClient implements AutoCloseable {

    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private int nextCorrelationId = 100;

    public WireClient(InetSocketAddress broker) throws IOException {
        this.socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(broker, TIMEOUT_MS);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Sends bytes as they are. */
    public WireClient sendRaw(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends a request and returns its correlation id. */
    public <Q extends Request> int send(Q request, int version) throws IOException {
        int correlationId = nextCorrelationId++;
        out.write(frame(request, version, correlationId));
        out.flush();
        return correlationId;
    }

    @SuppressWarnings("unchecked")
    public static <Q extends Request> byte[] frame(Q request, int version, int correlationId) {
        MessageCodec<Q> codec = (MessageCodec<Q>) MessageCodecs.of(request.getClass());
        short api = request.getClass().getAnnotation(Api.class).key().id();
        RequestHeader header = new RequestHeader(api, (short) version, correlationId, "wire-client");
        List<Fragment> fragments = Frames.request(header, request, codec);
        ByteBuffer all = ByteBuffer.allocate(fragments.stream().mapToInt(Fragment::sizeInBytes).sum());
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Bytes(var bytes) -> all.put(bytes.duplicate());
                case Fragment.Records(var records) -> all.put(records.buffer());
            }
        }
        return all.array();
    }

    /** Reads one answer and checks its correlation id. */
    public <R extends Response> R receive(Class<R> type, int version, int correlationId) throws IOException {
        WireReader reader = new WireReader(receiveFrame());
        MessageCodec<R> codec = MessageCodecs.of(type);
        int answered = HeaderCodec.readResponse(reader, codec.flexibleResponseHeader(version)).correlationId();
        if (answered != correlationId) {
            throw new AssertionError("the answer to " + answered + " came, that to " + correlationId + " was awaited");
        }
        R response = codec.read(reader, (short) version);
        reader.expectEnd();
        return response;
    }

    public ByteBuffer receiveFrame() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    public <Q extends Request, R extends Response> R call(Q request, Class<R> type, int version) throws IOException {
        return receive(type, version, send(request, version));
    }

    /** Whether the broker ends the connection without another byte. */
    public boolean isClosedByBroker() throws IOException {
        try {
            return in.read() == -1;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
