package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.CoordinatorRecordCodec;
import dev.tidemark.broker.group.GroupRecord.GroupRemoved;
import dev.tidemark.broker.group.GroupRecord.GroupSaved;
import dev.tidemark.broker.group.GroupRecord.OfConsumerGroup;
import dev.tidemark.broker.group.GroupRecord.OffsetCommitted;
import dev.tidemark.broker.group.GroupRecord.OffsetRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord;
import dev.tidemark.broker.group.consumer.ConsumerRecordCodec;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.GroupMetadataKey;
import dev.tidemark.protocol.message.GroupMetadataValue;
import dev.tidemark.protocol.message.OffsetCommitKey;
import dev.tidemark.protocol.message.OffsetCommitValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link GroupRecord}s as Apache Kafka lays out {@code __consumer_offsets}: key and value each begin with a version
 * (int16), and the key's version says what it is: 0 and 1 an offset, 2 a classic group, others what a
 * {@link ConsumerRecordCodec} knows. The rest belongs to protocols that this broker does not coordinate, and is skipped.
 */
final class GroupRecordCodec implements CoordinatorRecordCodec<GroupRecord> {

    private static final short OFFSET_KEY = 1;
    private static final short GROUP_KEY = 2;
    private static final short OFFSET_VALUE = 3;
    /** The last version that can carry an expiry of the client's own. */
    private static final short OFFSET_VALUE_WITH_EXPIRY = 1;
    private static final short GROUP_VALUE = 3;

    private final ConsumerRecordCodec consumers = new ConsumerRecordCodec();
    private final MessageCodec<OffsetCommitKey> offsetKeys = MessageCodecs.of(OffsetCommitKey.class);
    private final MessageCodec<OffsetCommitValue> offsetValues = MessageCodecs.of(OffsetCommitValue.class);
    private final MessageCodec<GroupMetadataKey> groupKeys = MessageCodecs.of(GroupMetadataKey.class);
    private final MessageCodec<GroupMetadataValue> groupValues = MessageCodecs.of(GroupMetadataValue.class);

    @Override
    public ByteBuffer key(GroupRecord record) {
        return switch (record) {
            case OffsetCommitted offset -> offsetKey(offset.groupId(), offset.topic(), offset.partition());
            case OffsetRemoved offset -> offsetKey(offset.groupId(), offset.topic(), offset.partition());
            case GroupSaved group -> groupKeys.toVersionedBuffer(new GroupMetadataKey(group.groupId()), GROUP_KEY);
            case GroupRemoved group -> groupKeys.toVersionedBuffer(new GroupMetadataKey(group.groupId()), GROUP_KEY);
            case OfConsumerGroup consumer -> consumers.key(consumer.fact());
        };
    }

    private ByteBuffer offsetKey(String groupId, String topic, int partition) {
        return offsetKeys.toVersionedBuffer(new OffsetCommitKey(groupId, topic, partition), OFFSET_KEY);
    }

    @Override
    public @Nullable ByteBuffer value(GroupRecord record) {
        return switch (record) {
            case OffsetCommitted offset -> offsetValue(offset.offset());
            case GroupSaved group -> groupValue(group.metadata());
            case OfConsumerGroup consumer -> consumers.value(consumer.fact());
            case OffsetRemoved _,GroupRemoved _ -> null;
        };
    }

    private ByteBuffer offsetValue(CommittedOffset offset) {
        boolean expires = offset.expireTimestampMs() != CommittedOffset.NO_EXPIRY;
        return offsetValues.toVersionedBuffer(OffsetCommitValue.builder()
                .offset(offset.offset())
                .leaderEpoch(expires ? -1 : offset.leaderEpoch())
                .metadata(offset.metadata())
                .commitTimestamp(offset.commitTimestampMs())
                .expireTimestamp(offset.expireTimestampMs())
                .build(), expires ? OFFSET_VALUE_WITH_EXPIRY : OFFSET_VALUE);
    }

    private ByteBuffer groupValue(GroupMetadata group) {
        List<GroupMetadataValue.MemberMetadata> members = new ArrayList<>(group.members().size());
        for (GroupMetadata.SavedMember member : group.members()) {
            members.add(new GroupMetadataValue.MemberMetadata(member.memberId(), member.instanceId(), member.clientId(),
                    member.clientHost(), member.rebalanceTimeoutMs(), member.sessionTimeoutMs(),
                    member.subscription().duplicate(), member.assignment().duplicate()));
        }
        return groupValues.toVersionedBuffer(new GroupMetadataValue(group.protocolType(), group.generation(),
                group.protocol(), group.leader(), group.stateTimestampMs(), members), GROUP_VALUE);
    }

    @Override
    public @Nullable GroupRecord read(ByteBuffer key, @Nullable ByteBuffer value) {
        WireReader in = new WireReader(key);
        short kind = in.readShort();
        if (offsetKeys.versions().contains(kind)) {
            OffsetCommitKey offset = offsetKeys.read(in, kind);
            return value == null
                    ? new OffsetRemoved(offset.group(), offset.topic(), offset.partition())
                    : new OffsetCommitted(offset.group(), offset.topic(), offset.partition(), readOffset(value));
        }
        if (groupKeys.versions().contains(kind)) {
            String groupId = groupKeys.read(in, kind).group();
            return value == null ? new GroupRemoved(groupId) : new GroupSaved(groupId, readGroup(value));
        }
        ConsumerGroupRecord fact = consumers.read(kind, in, value);
        return fact == null ? null : new OfConsumerGroup(fact);
    }

    private CommittedOffset readOffset(ByteBuffer value) {
        WireReader in = new WireReader(value);
        OffsetCommitValue read = offsetValues.read(in, in.readShort());
        return new CommittedOffset(read.offset(), read.leaderEpoch(), read.metadata(), read.commitTimestamp(),
                read.expireTimestamp());
    }

    private GroupMetadata readGroup(ByteBuffer value) {
        WireReader in = new WireReader(value);
        GroupMetadataValue read = groupValues.read(in, in.readShort());
        List<GroupMetadata.SavedMember> members = new ArrayList<>(read.members().size());
        for (GroupMetadataValue.MemberMetadata member : read.members()) {
            int rebalanceTimeoutMs = member.rebalanceTimeout() < 0 ? member.sessionTimeout()
                    : member.rebalanceTimeout();
            members.add(new GroupMetadata.SavedMember(member.memberId(), member.groupInstanceId(), member.clientId(),
                    member.clientHost(), rebalanceTimeoutMs, member.sessionTimeout(), member.subscription(),
                    member.assignment()));
        }
        return new GroupMetadata(read.protocolType(), read.generation(), read.protocol(), read.leader(),
                read.currentStateTimestamp(), members);
    }
}
