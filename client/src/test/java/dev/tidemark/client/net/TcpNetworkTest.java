package dev.tidemark.client.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ResponseHeader;
import dev.tidemark.protocol.codec.Fragment;
import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.Response;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpNetworkTest {

    /** What the server does with one connection. */
    private interface Script {
        void run(Requests in, OutputStream out) throws IOException;
    }

    /** Reads request frames and hands out their correlation ids. */
    private record Requests(DataInputStream in) {
        int correlationId() throws IOException {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return ByteBuffer.wrap(frame).getInt(4);
        }
    }

    private final TcpNetwork network = TcpNetwork.start(1_000_000);
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        network.close();
    }

    private Connection connect(Script script) throws Exception {
        Thread.ofPlatform().daemon().start(() -> {
            try (Socket socket = server.accept(); InputStream in = socket.getInputStream()) {
                script.run(new Requests(new DataInputStream(in)), socket.getOutputStream());
            } catch (IOException clientWent) {
                // the client's side of the test tells
            }
        });
        return network.connect(new Endpoint("127.0.0.1", server.getLocalPort()), "test", network.loop())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static byte[] frame(int correlationId, Response response, int version) {
        return bytes(correlationId, response, response.getClass(), (short) version);
    }

    private static <M> byte[] bytes(int correlationId, Object response, Class<M> type, short version) {
        List<Fragment> fragments = Frames.response(new ResponseHeader(correlationId), type.cast(response),
                MessageCodecs.of(type), version);
        ByteBuffer only = ((Fragment.Bytes) fragments.getFirst()).buffer();
        byte[] bytes = new byte[only.remaining()];
        only.get(bytes);
        return bytes;
    }

    private static CompletableFuture<Response> beat(Connection connection) {
        return connection.send(new HeartbeatRequest("g", 1, "m", null), (short) 4).toCompletableFuture();
    }

    @Test
    void answers_find_their_requests_also_when_they_arrive_in_pieces() throws Exception {
        Connection connection = connect((in, out) -> {
            byte[] first = frame(in.correlationId(), new HeartbeatResponse(0, (short) 27), 4);
            byte[] second = frame(in.correlationId(), new HeartbeatResponse(0, (short) 0), 4);
            for (byte one : first) {
                out.write(one);
                out.flush();
            }
            out.write(second);
        });
        CompletableFuture<Response> first = beat(connection);
        CompletableFuture<Response> second = beat(connection);
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(new HeartbeatResponse(0, (short) 27));
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(new HeartbeatResponse(0, (short) 0));
    }

    @Test
    void a_connection_cut_inside_an_answer_fails_all_that_is_outstanding() throws Exception {
        Connection connection = connect((in, out) -> {
            byte[] answer = frame(in.correlationId(), new HeartbeatResponse(0, (short) 0), 4);
            in.correlationId();
            out.write(answer, 0, answer.length - 2);
            out.flush();
        });
        CompletableFuture<Response> first = beat(connection);
        CompletableFuture<Response> second = beat(connection);
        assertLost(first, "closed it");
        assertLost(second, "closed it");
        assertThat(connection.open()).isFalse();
        assertLost(beat(connection), "closed it");
    }

    private static void assertLost(CompletableFuture<Response> answer, String why) {
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectionLostException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_frame_too_long_closes_the_connection_before_memory_is_taken() throws Exception {
        Connection connection = connect((in, out) -> {
            in.correlationId();
            new DataOutputStream(out).writeInt(1_000_001);
            in.correlationId();
        });
        assertLost(beat(connection), "1000001 bytes");
    }

    /** The loop that would tell the client has ended by then, so the server tells. */
    @Test
    void a_closed_network_has_no_open_connections() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Connection connection = connect((in, out) -> {
            try {
                in.correlationId();
            } catch (IOException closed) {
                ended.countDown();
            }
        });
        network.close();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(connection.open()).isFalse();
    }

    @Test
    void an_answer_to_another_request_closes_the_connection() throws Exception {
        Connection connection = connect((in, out) -> {
            out.write(frame(in.correlationId() + 7, new HeartbeatResponse(0, (short) 0), 4));
            in.correlationId();
        });
        assertLost(beat(connection), "was next");
    }

    @Test
    void an_answer_that_is_garbage_closes_the_connection() throws Exception {
        Connection connection = connect((in, out) -> {
            byte[] answer = frame(in.correlationId(), new HeartbeatResponse(0, (short) 0), 4);
            ByteBuffer shorter = ByteBuffer.allocate(4 + 6).putInt(6).put(answer, 4, 6);
            out.write(shorter.array());
            in.correlationId();
        });
        assertLost(beat(connection), "cannot be read");
    }

    @Test
    void a_broker_too_old_for_the_version_of_apiversions_answers_in_version_0() throws Exception {
        Connection connection = connect((in, out) -> out.write(frame(in.correlationId(),
                ApiVersionsResponse.builder()
                        .errorCode((short) 35)
                        .apiKeys(List.of(new ApiVersionsResponse.ApiVersion(ApiKey.API_VERSIONS.id(), (short) 0,
                                (short) 2)))
                        .build(),
                0)));
        Response answer = connection.send(new ApiVersionsRequest("a", "1", null, -1), (short) 4)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(((ApiVersionsResponse) answer).errorCode()).isEqualTo((short) 35);
        assertThat(((ApiVersionsResponse) answer).apiKeys()).hasSize(1);
    }

    @Test
    void a_request_that_the_version_cannot_carry_fails_and_leaves_the_connection() throws Exception {
        Connection connection = connect((in, out) -> out
                .write(frame(in.correlationId(), new HeartbeatResponse(0, (short) 0), 4)));
        CompletableFuture<Response> refused = connection.send(new HeartbeatRequest("g", 1, "m", "static"), (short) 0)
                .toCompletableFuture();
        assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(connection.open()).isTrue();
    }

    @Test
    void nobody_listening_is_a_lost_connection() throws Exception {
        int port = server.getLocalPort();
        server.close();
        assertThatThrownBy(() -> network.connect(new Endpoint("127.0.0.1", port), "test", network.loop())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectionLostException.class);
    }

    @Test
    void a_connection_closed_before_its_user_hears_of_it_is_lost() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                server.accept().close();
                closed.countDown();
            } catch (IOException testEnded) {
                // the test's side tells
            }
        });
        PolledLoop user = new PolledLoop(Clock.system());
        CompletionStage<Connection> opening = network.connect(new Endpoint("127.0.0.1", server.getLocalPort()), "test",
                user);
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        networkSettles();
        while (!opening.toCompletableFuture().isDone()) {
            user.poll(100);
        }
        Connection connection = opening.toCompletableFuture().get();
        assertThat(connection.open()).isFalse();
        CompletableFuture<Response> answer = beat(connection);
        while (!answer.isDone()) {
            user.poll(100);
        }
        assertLost(answer, "lost");
    }

    /** Returns once the network has seen that the other side closed, since it sees another connection, made later, close. */
    private void networkSettles() throws Exception {
        CompletableFuture<Response> answer = beat(connect((in, out) -> {}));
        assertLost(answer, "lost");
    }
}
