package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.partition.Acks;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.FetchHandler;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.ListOffsetsHandler;
import dev.tidemark.broker.request.ProduceHandler;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.ConnectionLostException;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import dev.tidemark.protocol.message.FetchRequest.FetchTopic;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client in the broker's JVM: the same handlers, no socket; on one thread. */
class LocalTransportTest {

    private static final ClientQuotas QUOTAS = new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()),
            new ManualClock(0));

    private static final Endpoint SELF = new Endpoint("127.0.0.1", 9092);

    private final PartitionRig rig = new PartitionRig();
    private final HandlerTable handlers = HandlerTable.builder()
            .add(ProduceRequest.class, ProduceResponse.class, new ProduceHandler(rig.partitions, rig.clock))
            .add(FetchRequest.class, FetchResponse.class,
                    new FetchHandler(rig.partitions, new FetchHandler.Bounds(1 << 20, 10, 1), rig.clock,
                            new SplittableRandom(7)))
            .add(ListOffsetsRequest.class, ListOffsetsResponse.class, new ListOffsetsHandler(rig.partitions))
            .build(() -> new FeatureLevels(Map.of(), -1, Map.of()));
    private final LocalTransport transport = new LocalTransport(SELF, List.of(rig.loop), handlers, QUOTAS);
    private Connection connection;

    @BeforeEach
    void connect() {
        rig.create("orders", 1, Map.of("tidemark.flush", "group"));
        var opened = transport.connect(SELF, "local", rig.loop).toCompletableFuture();
        rig.settle();
        connection = opened.join();
    }

    @Test
    void what_is_produced_is_fetched_and_acknowledged_as_over_tcp() {
        var produced = send(produce(-1, "a", "b"), 9);
        rig.run();
        assertThat(produced).as("acks=all waits for the flush").isNotDone();
        rig.settle();
        var partition = ((ProduceResponse) produced.join()).responses().getFirst().partitionResponses().getFirst();
        assertThat(ErrorCode.of(partition.errorCode())).isEqualTo(ErrorCode.NONE);
        assertThat(partition.baseOffset()).isZero();

        var fetched = send(fetch(0), 12);
        rig.settle();
        var data = ((FetchResponse) fetched.join()).responses().getFirst().partitions().getFirst();
        assertThat(data.highWatermark()).isEqualTo(2);
        assertThat(data.records().sizeInBytes()).isPositive();
    }

    @Test
    void answers_come_in_the_order_of_the_requests() {
        var waiting = send(fetch(500), 12);
        var quick = send(new ApiVersionsRequest("test", "1", null, -1), 4);
        rig.settle();
        assertThat(quick).isNotDone();
        rig.append(rig.partition("orders", 0), Acks.ALL, "a");
        rig.settle();
        assertThat(waiting).isDone();
        assertThat(((ApiVersionsResponse) quick.join()).apiKeys()).hasSize(4);
    }

    @Test
    void a_version_of_the_future_is_answered_and_an_unserved_api_closes() {
        var versions = send(new ApiVersionsRequest("test", "1", null, -1), 99);
        rig.settle();
        assertThat(((ApiVersionsResponse) versions.join()).errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
        var heartbeat = send(new HeartbeatRequest("g", 1, "m", null), 4);
        rig.settle();
        assertThat(heartbeat).isCompletedExceptionally();
        assertThat(connection.open()).isFalse();
    }

    @Test
    void acks_0_is_handed_over_and_an_error_closes_the_connection() {
        connection.sendOneWay(produce(0, "a"), (short) 9);
        rig.settle();
        assertThat(rig.partition("orders", 0).view().highWatermark()).isEqualTo(1);
        assertThat(connection.open()).isTrue();
        connection.sendOneWay(new ProduceRequest(null, (short) 0, 1_000,
                List.of(new TopicProduceData("nobody", KafkaUuid.ZERO,
                        List.of(new PartitionProduceData(0, records("a")))))),
                (short) 9);
        rig.settle();
        assertThat(connection.open()).isFalse();
    }

    @Test
    void closing_the_broker_loses_every_connection_with_what_is_outstanding() {
        var waiting = send(fetch(30_000), 12);
        rig.settle();
        transport.close();
        rig.settle();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(waiting.exceptionNow()).isInstanceOf(ConnectionLostException.class);
        var late = transport.connect(SELF, "local", rig.loop).toCompletableFuture();
        rig.settle();
        assertThat(late.exceptionNow()).isInstanceOf(ConnectionLostException.class);
    }

    @Test
    void there_is_no_way_to_another_broker_from_here() {
        var other = transport.connect(new Endpoint("127.0.0.1", 9093), "local", rig.loop).toCompletableFuture();
        rig.settle();
        assertThat(other.exceptionNow()).isInstanceOf(ConnectionLostException.class).hasMessageContaining("9093");
    }

    private CompletableFuture<Response> send(dev.tidemark.protocol.message.Request request, int version) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        rig.loop.execute(() -> connection.send(request, (short) version).whenComplete((response, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(response);
            }
        }));
        return answer;
    }

    private ProduceRequest produce(int acks, String... values) {
        return new ProduceRequest(null, (short) acks, 1_000, List.of(new TopicProduceData("orders", KafkaUuid.ZERO,
                List.of(new PartitionProduceData(0, records(values))))));
    }

    private RecordBytes records(String... values) {
        ByteBuffer batch = PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), values);
        return RecordBytes.of(batch);
    }

    private static FetchRequest fetch(int waitMs) {
        return FetchRequest.builder()
                .maxWaitMs(waitMs)
                .minBytes(1)
                .topics(List.of(new FetchTopic("orders", KafkaUuid.ZERO,
                        List.of(FetchPartition.builder().partitionMaxBytes(1 << 20).build()))))
                .build();
    }
}
