package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import dev.tidemark.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import dev.tidemark.protocol.message.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import dev.tidemark.protocol.message.ConsumerGroupMemberMetadataKey;
import dev.tidemark.protocol.message.ConsumerGroupMemberMetadataValue;
import dev.tidemark.protocol.message.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import dev.tidemark.protocol.message.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import dev.tidemark.protocol.message.ConsumerGroupMetadataKey;
import dev.tidemark.protocol.message.ConsumerGroupMetadataValue;
import dev.tidemark.protocol.message.ConsumerGroupRegularExpressionKey;
import dev.tidemark.protocol.message.ConsumerGroupRegularExpressionValue;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMemberKey;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMemberValue;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMemberValue.TopicPartition;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMetadataKey;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMetadataValue;
import dev.tidemark.protocol.message.GroupMetadataKey;
import dev.tidemark.protocol.message.GroupMetadataValue;
import dev.tidemark.protocol.message.GroupMetadataValue.MemberMetadata;
import dev.tidemark.protocol.message.OffsetCommitKey;
import dev.tidemark.protocol.message.OffsetCommitValue;
import dev.tidemark.protocol.message.TransactionLogKey;
import dev.tidemark.protocol.message.TransactionLogValue;
import dev.tidemark.protocol.message.TransactionLogValue.PartitionsSchema;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The coordinators' stored records, beside bytes that Apache Kafka 4.4's own coordinators write. */
class CoordinatorRecordsTest {

    @Test
    void keys_carry_their_kind_in_the_version() {
        assertThat(versioned(new OffsetCommitKey("g", "orders", 3), 1)).isEqualTo("000100016700066f726465727300000003");
        assertThat(versioned(new GroupMetadataKey("g"), 2)).isEqualTo("0002000167");
        assertThat(versioned(new ConsumerGroupMetadataKey("g"), 3)).isEqualTo("0003000167");
        assertThat(versioned(new ConsumerGroupMemberMetadataKey("g", "m1"), 5)).isEqualTo("000500016700026d31");
        assertThat(versioned(new ConsumerGroupTargetAssignmentMetadataKey("g"), 6)).isEqualTo("0006000167");
        assertThat(versioned(new ConsumerGroupTargetAssignmentMemberKey("g", "m1"), 7))
                .isEqualTo("000700016700026d31");
        assertThat(versioned(new ConsumerGroupCurrentMemberAssignmentKey("g", "m1"), 8))
                .isEqualTo("000800016700026d31");
        assertThat(versioned(new ConsumerGroupRegularExpressionKey("g", "o.*"), 16))
                .isEqualTo("001000016700036f2e2a");
        assertThat(versioned(new TransactionLogKey("tx"), 0)).isEqualTo("000000027478");
    }

    @Test
    void stored_offsets_at_all_versions() {
        OffsetCommitValue plain = offset().build();
        same(plain, 3, "000000000000002a0000000700016d00000000000003e8");
        same(offset().topicId(new UUID(1, 2)).build(), 4,
                "000000000000002a00000007026d00000000000003e801001000000000000000010000000000000002");
        same(offset().leaderEpoch(-1).build(), 2, "000000000000002a00016d00000000000003e8");
        same(offset().leaderEpoch(-1).expireTimestamp(2000).build(), 1,
                "000000000000002a00016d00000000000003e800000000000007d0");
        same(offset().leaderEpoch(-1).build(), 0, "000000000000002a00016d00000000000003e8");
    }

    @Test
    void stored_groups_at_all_versions() {
        same(group(1000, "i", 300), 4, "09636f6e73756d6572000000050672616e67650000000000000003e802036d3102690263032f68"
                + "0000012c0000000a03010202030000");
        same(group(1000, "i", 300), 3, "0008636f6e73756d657200000005000572616e6765ffff00000000000003e80000000100026d31"
                + "00016900016300022f680000012c0000000a0000000201020000000103");
        same(group(1000, null, 300), 2, "0008636f6e73756d657200000005000572616e6765ffff00000000000003e80000000100026d31"
                + "00016300022f680000012c0000000a0000000201020000000103");
        same(group(-1, null, 300), 1, "0008636f6e73756d657200000005000572616e6765ffff0000000100026d3100016300022f68"
                + "0000012c0000000a0000000201020000000103");
        same(group(-1, null, -1), 0, "0008636f6e73756d657200000005000572616e6765ffff0000000100026d3100016300022f68"
                + "0000000a0000000201020000000103");
    }

    @Test
    void stored_transactions_at_all_versions() {
        TransactionLogValue.Builder transaction = TransactionLogValue.builder()
                .producerId(9)
                .producerEpoch((short) 4)
                .transactionTimeoutMs(60_000)
                .transactionStatus((byte) 1)
                .transactionPartitions(List.of(new PartitionsSchema("orders", List.of(0, 1))))
                .transactionLastUpdateTimestampMs(1000)
                .transactionStartTimestampMs(900);
        same(transaction.build(), 0, "000000000000000900040000ea60010000000100066f7264657273000000020000000000000001"
                + "00000000000003e80000000000000384");
        same(transaction.previousProducerId(8)
                .nextProducerId(10)
                .nextProducerEpoch((short) 5)
                .clientTransactionVersion((short) 2)
                .build(), 1,
                "000000000000000900040000ea600102076f72646572730300000000000000010000000000000003e80000000000000384"
                        + "04000800000000000000080108000000000000000a0202000203020005");
        same(TransactionLogValue.builder().transactionPartitions(null).build(), 1,
                "000000000000000000000000000000000000000000000000000000000000000000");
    }

    @Test
    void stored_consumer_groups() {
        same(new ConsumerGroupMetadataValue(7, 99), 0, "000000070100080000000000000063");
        same(new ConsumerGroupMetadataValue(7, 0), 0, "0000000700");
        same(new ConsumerGroupTargetAssignmentMetadataValue(7, 1000), 0, "0000000701000800000000000003e8");
        same(new ConsumerGroupTargetAssignmentMetadataValue(7, 0), 0, "0000000700");
        same(new ConsumerGroupRegularExpressionValue(List.of("orders"), 3, 1000), 0,
                "02076f7264657273000000000000000300000000000003e800");
    }

    @Test
    void stored_members_of_consumer_groups() {
        same(new ConsumerGroupMemberMetadataValue("i", null, "c", "/h", List.of("orders"), "o.*", 300, "uniform",
                null), 0,
                "0269000263032f6802076f7264657273046f2e2a0000012c08756e69666f726d01000100");
        same(new ConsumerGroupMemberMetadataValue(null, "r", "c", "/h", List.of("orders"), null, 300, null,
                new ClassicMemberMetadata(10,
                        List.of(new ClassicProtocol("range", ByteBuffer.wrap(new byte[]{1, 2}))))),
                0, "0002720263032f6802076f7264657273000000012c00010011010000000a020672616e67650301020000");
    }

    @Test
    void stored_assignments_of_consumer_groups() {
        UUID topic = new UUID(1, 2);
        same(new ConsumerGroupTargetAssignmentMemberValue(List.of(new TopicPartition(topic, List.of(0, 1)))), 0,
                "02000000000000000100000000000000020300000000000000010000");
        same(new ConsumerGroupCurrentMemberAssignmentValue(7, 6, (byte) 1,
                List.of(new TopicPartitions(topic, List.of(0, 1), List.of(5, 7))),
                List.of(new TopicPartitions(topic, List.of(2), List.of()))), 0,
                "0000000700000006010200000000000000010000000000000002030000000000000001010009030000000500000007"
                        + "020000000000000001000000000000000202000000020000");
    }

    private static OffsetCommitValue.Builder offset() {
        return OffsetCommitValue.builder()
                .offset(42)
                .leaderEpoch(7)
                .metadata("m")
                .commitTimestamp(1000)
                .topicId(KafkaUuid.ZERO);
    }

    private static GroupMetadataValue group(long stateTimestamp, @Nullable String instanceId,
            int rebalanceTimeout) {
        MemberMetadata member = MemberMetadata.builder()
                .memberId("m1")
                .groupInstanceId(instanceId)
                .clientId("c")
                .clientHost("/h")
                .rebalanceTimeout(rebalanceTimeout)
                .sessionTimeout(10)
                .subscription(ByteBuffer.wrap(new byte[]{1, 2}))
                .assignment(ByteBuffer.wrap(new byte[]{3}))
                .build();
        return GroupMetadataValue.builder()
                .protocolType("consumer")
                .generation(5)
                .protocol("range")
                .leader(null)
                .currentStateTimestamp(stateTimestamp)
                .members(List.of(member))
                .build();
    }

    @SuppressWarnings("unchecked")
    private static <M> MessageCodec<M> codecOf(M message) {
        return (MessageCodec<M>) MessageCodecs.of(message.getClass());
    }

    private static <M> String versioned(M message, int version) {
        return hex(codecOf(message).toVersionedBuffer(message, (short) version));
    }

    private static <M> void same(M message, int version, String kafkas) {
        MessageCodec<M> codec = codecOf(message);
        assertThat(hex(codec.toBuffer(message, (short) version))).as("version " + version).isEqualTo(kafkas);
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(kafkas));
        assertThat(codec.fromBuffer(bytes, (short) version)).as("version " + version).isEqualTo(message);
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
