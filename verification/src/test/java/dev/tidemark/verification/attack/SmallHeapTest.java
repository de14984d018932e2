package dev.tidemark.verification.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DeleteGroupsRequest;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.verification.scale.SmallBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many partitions, groups and producers at once in a small heap: what does not fit is refused, nothing falls over. */
class SmallHeapTest {

    /** A topic of all partitions would have more than any may. */
    private static final int TOPICS = 10;
    /** Members join one after the other, over one connection: none of them is to wait for more. */
    private static final String SETTINGS = """
            tidemark.flush=os
            group.initial.rebalance.delay.ms=0
            """;
    private static final short PRODUCE_VERSION = 9;
    private static final int FEW_BYTES = 64;
    private static final int NAMES = 5 << 20;
    private static final int TOO_LARGE_BYTES = 3 << 20;

    @TempDir
    Path folder;

    @Test
    @Tag("ci")
    void two_thousand_partitions_fifty_groups_five_thousand_producers_in_96_mib() throws Exception {
        serve(96, 2_000, 50, 5_000);
    }

    @Test
    @Tag("nightly")
    void twenty_thousand_partitions_a_thousand_groups_a_hundred_thousand_producers_in_512_mib() throws Exception {
        serve(512, 20_000, 1_000, 100_000);
    }

    /** Read as they are, they would take thirty bytes for each of theirs. */
    @Test
    @Tag("ci")
    void requests_of_nothing_but_empty_names_in_96_mib() throws Exception {
        byte[] names = RawConnection.frame(new DeleteGroupsRequest(Collections.nCopies(NAMES, "")), 2, 1);
        JoinGroupRequest members = JoinGroupRequest.builder()
                .groupId("group")
                .protocols(Collections.nCopies(NAMES,
                        new JoinGroupRequest.JoinGroupRequestProtocol("", ByteBuffer.allocate(0))))
                .build();
        byte[] protocols = RawConnection.frame(members, 7, 1);
        try (SmallBroker broker = SmallBroker.start(folder, 96, "tidemark.flush=os")) {
            for (byte[] request : List.of(names, protocols, names)) {
                try (RawConnection connection = new RawConnection(broker.bootstrap())) {
                    connection.send(request);
                    assertThat(connection.closedByBroker()).isTrue();
                }
            }
            try (RawConnection connection = new RawConnection(broker.bootstrap())) {
                joinGroups(1, connection);
            }
            assertThat(broker.output()).anyMatch(line -> line.contains("bytes of memory"));
            assertThat(broker.isAlive()).isTrue();
        }
    }

    private void serve(int heapMiB, int partitions, int groups, int producers) throws Exception {
        try (SmallBroker broker = SmallBroker.start(folder, heapMiB, SETTINGS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap(), "request.timeout.ms",
                        120_000, "default.api.timeout.ms", 300_000));
                RawConnection connection = new RawConnection(broker.bootstrap())) {
            for (int i = 0; i < TOPICS; i++) {
                admin.createTopics(List.of(new NewTopic("wide-" + i, partitions / TOPICS, (short) 1))).all().get();
            }
            writeAs(producers, partitions, connection);
            joinGroups(groups, connection);
            tooLarge(connection);

            long[] records = {0};
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topicOf(i), i / TOPICS));
            }
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            all.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
            admin.listOffsets(asked).all().get().values().forEach(end -> records[0] += end.offset());
            assertThat(records[0]).isEqualTo(producers);
            assertThat(admin.listGroups().all().get()).extracting(GroupListing::groupId).hasSize(groups);
            System.out.printf("%d partitions, %d groups, %d producers, -Xmx%dm: %d descriptors, %d MiB resident%n",
                    partitions, groups, producers, heapMiB, broker.descriptors(), broker.residentMiB());
            assertThat(broker.isAlive()).isTrue();
        }
    }

    /** A record of each producer id, over the partitions in turn. */
    private static void writeAs(int producers, int partitions, RawConnection connection) throws IOException {
        RecordBatchBuilder builder = new RecordBatchBuilder(1_024);
        for (int i = 0; i < producers; i++) {
            InitProducerIdResponse producer = connection.call(
                    new InitProducerIdRequest(null, Integer.MAX_VALUE, -1, (short) -1), InitProducerIdResponse.class,
                    4);
            assertThat(producer.errorCode()).isZero();
            builder.reset();
            builder.append(System.currentTimeMillis(), null, ByteBuffer.wrap(new byte[FEW_BYTES]), Headers.of());
            ByteBuffer batch = builder.finish(
                    BatchStamp.idempotent(producer.producerId(), producer.producerEpoch(), 0));
            assertThat(produce(connection, i % partitions, batch)).isZero();
        }
    }

    private static String topicOf(int partition) {
        return "wide-" + partition % TOPICS;
    }

    private static short produce(RawConnection connection, int partition, ByteBuffer batch) throws IOException {
        ProduceRequest request = new ProduceRequest(null, (short) -1, 30_000, List.of(new TopicProduceData(
                topicOf(partition), new UUID(0, 0),
                List.of(new PartitionProduceData(partition / TOPICS, RecordBytes.of(batch))))));
        return connection.call(request, ProduceResponse.class, PRODUCE_VERSION)
                .responses()
                .getFirst()
                .partitionResponses()
                .getFirst()
                .errorCode();
    }

    /** A member in each group, whose metadata is as large as it may be asked to keep; one that is larger is refused. */
    private static void joinGroups(int groups, RawConnection connection) throws IOException {
        for (int i = 0; i < groups; i++) {
            String group = "group-" + i;
            assertThat(connection.call(new FindCoordinatorRequest("", (byte) 0, List.of(group)),
                    FindCoordinatorResponse.class, 4).coordinators().getFirst().errorCode()).isZero();
            JoinGroupResponse first = join(connection, group, "");
            assertThat(join(connection, group, first.memberId()).errorCode()).as(group).isZero();
        }
    }

    private static JoinGroupResponse join(RawConnection connection, String group, String member) throws IOException {
        return connection.call(JoinGroupRequest.builder()
                .groupId(group)
                .sessionTimeoutMs(300_000)
                .rebalanceTimeoutMs(60_000)
                .memberId(member)
                .protocolType("consumer")
                .protocols(List.of(new JoinGroupRequest.JoinGroupRequestProtocol("range",
                        ByteBuffer.wrap("a subscription".getBytes(StandardCharsets.UTF_8)))))
                .build(), JoinGroupResponse.class, 7);
    }

    /** A batch above {@code message.max.bytes} gets an error, and the connection is served on. */
    private static void tooLarge(RawConnection connection) throws IOException {
        RecordBatchBuilder builder = new RecordBatchBuilder(TOO_LARGE_BYTES + FEW_BYTES * 2);
        builder.append(System.currentTimeMillis(), null, ByteBuffer.wrap(new byte[TOO_LARGE_BYTES]), Headers.of());
        ByteBuffer batch = builder.finish(BatchStamp.plain());
        for (int i = 0; i < 20; i++) {
            short error = produce(connection, 0, batch.duplicate());
            assertThat(error).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE.code());
        }
    }
}
