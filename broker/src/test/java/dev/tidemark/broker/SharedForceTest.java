package dev.tidemark.broker;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.WatchedStorage.Call;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.DiskStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait at the same time share a force, over real sockets and a real disk. */
@Timeout(60)
class SharedForceTest {

    private static final int REQUESTS = 64;

    @TempDir
    Path folder;

    private final CountingStorage counting = new CountingStorage(new DiskStorage());
    private final CountDownLatch written = new CountDownLatch(REQUESTS);
    private volatile boolean writing;

    /** The first force of the partition takes until every request has written: that is what concurrent means here. */
    private void watch(Call call) {
        if (!writing || !call.below("shared-0/") || !call.path().toString().endsWith(".log")) {
            return;
        }
        if (call.method().equals("append") || call.method().equals("write")) {
            written.countDown();
        } else if (call.method().equals("force")) {
            try {
                assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    @Test
    void sixty_four_concurrent_requests_with_acks_all_cost_at_most_eight_forces() throws Exception {
        Map<String, String> settings = Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs", folder.toString(),
                "tidemark.flush", "group");
        try (Broker broker = Broker.start(BrokerSettings.of(settings), new BrokerSeams(Clock.system(),
                new SplittableRandom(1), WatchedStorage.over(counting, this::watch)));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                TcpNetwork network = TcpNetwork.start()) {
            done(admin.createTopics(List.of(new NewTopic("shared", 1, (short) 1))).all());
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                connections.add(network.connect(Endpoint.parse(broker.bootstrapServers()), "writer-" + i,
                        network.loop()).toCompletableFuture().get(20, TimeUnit.SECONDS));
            }
            long before = counting.forces();
            writing = true;
            List<CompletableFuture<Response>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                Connection connection = connections.get(i);
                ProduceRequest request = request("value-" + i);
                answers.add(CompletableFuture.supplyAsync(() -> connection.send(request, (short) 11), network.loop())
                        .thenCompose(answer -> answer));
            }
            Set<Long> offsets = new TreeSet<>();
            for (CompletableFuture<Response> answer : answers) {
                var partition = ((ProduceResponse) answer.get(30, TimeUnit.SECONDS)).responses()
                        .getFirst()
                        .partitionResponses()
                        .getFirst();
                assertThat(partition.errorCode()).isZero();
                offsets.add(partition.baseOffset());
            }
            long forces = counting.forces() - before;
            assertThat(offsets).as("each was written").hasSize(REQUESTS);
            assertThat(forces).as("forces of all files").isBetween(1L, 8L);
        }
    }

    private static ProduceRequest request(String value) {
        RecordBytes records = RecordBytes
                .of(PartitionRig.batch(BatchStamp.plain(), 1_700_000_000_000L, value));
        return new ProduceRequest(null, (short) -1, 20_000, List.of(new TopicProduceData("shared", KafkaUuid.ZERO,
                List.of(new PartitionProduceData(0, records)))));
    }
}
