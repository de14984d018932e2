package dev.tidemark.broker.group.consumer;

import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.AssignmentRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.AssignmentSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.EpochRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.EpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.MemberRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.MemberSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.RegexRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.RegexSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetSaved;
import dev.tidemark.broker.group.consumer.ConsumerMember.ClassicProtocol;
import dev.tidemark.broker.group.consumer.ConsumerMember.ClassicSide;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import dev.tidemark.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import dev.tidemark.protocol.message.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import dev.tidemark.protocol.message.ConsumerGroupMemberMetadataKey;
import dev.tidemark.protocol.message.ConsumerGroupMemberMetadataValue;
import dev.tidemark.protocol.message.ConsumerGroupMetadataKey;
import dev.tidemark.protocol.message.ConsumerGroupMetadataValue;
import dev.tidemark.protocol.message.ConsumerGroupRegularExpressionKey;
import dev.tidemark.protocol.message.ConsumerGroupRegularExpressionValue;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMemberKey;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMemberValue;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMetadataKey;
import dev.tidemark.protocol.message.ConsumerGroupTargetAssignmentMetadataValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link ConsumerGroupRecord}s as Apache Kafka does: key and value each begin with a version (int16), and the key's
 * version is the kind of record (3 and 5 to 8, 16). Immutable.
 */
public final class ConsumerRecordCodec {

    private static final short EPOCH = 3;
    private static final short MEMBER = 5;
    private static final short TARGET_EPOCH = 6;
    private static final short TARGET = 7;
    private static final short ASSIGNMENT = 8;
    private static final short REGEX = 16;
    private static final short VALUE = 0;

    private final MessageCodec<ConsumerGroupMetadataKey> epochKeys = MessageCodecs.of(ConsumerGroupMetadataKey.class);
    private final MessageCodec<ConsumerGroupMetadataValue> epochs = MessageCodecs.of(ConsumerGroupMetadataValue.class);
    private final MessageCodec<ConsumerGroupMemberMetadataKey> memberKeys = MessageCodecs
            .of(ConsumerGroupMemberMetadataKey.class);
    private final MessageCodec<ConsumerGroupMemberMetadataValue> members = MessageCodecs
            .of(ConsumerGroupMemberMetadataValue.class);
    private final MessageCodec<ConsumerGroupTargetAssignmentMetadataKey> targetEpochKeys = MessageCodecs
            .of(ConsumerGroupTargetAssignmentMetadataKey.class);
    private final MessageCodec<ConsumerGroupTargetAssignmentMetadataValue> targetEpochs = MessageCodecs
            .of(ConsumerGroupTargetAssignmentMetadataValue.class);
    private final MessageCodec<ConsumerGroupTargetAssignmentMemberKey> targetKeys = MessageCodecs
            .of(ConsumerGroupTargetAssignmentMemberKey.class);
    private final MessageCodec<ConsumerGroupTargetAssignmentMemberValue> targets = MessageCodecs
            .of(ConsumerGroupTargetAssignmentMemberValue.class);
    private final MessageCodec<ConsumerGroupCurrentMemberAssignmentKey> assignmentKeys = MessageCodecs
            .of(ConsumerGroupCurrentMemberAssignmentKey.class);
    private final MessageCodec<ConsumerGroupCurrentMemberAssignmentValue> assignments = MessageCodecs
            .of(ConsumerGroupCurrentMemberAssignmentValue.class);
    private final MessageCodec<ConsumerGroupRegularExpressionKey> regexKeys = MessageCodecs
            .of(ConsumerGroupRegularExpressionKey.class);
    private final MessageCodec<ConsumerGroupRegularExpressionValue> regexes = MessageCodecs
            .of(ConsumerGroupRegularExpressionValue.class);

    /** The key's bytes. */
    public ByteBuffer key(ConsumerGroupRecord record) {
        String groupId = record.groupId();
        return switch (record) {
            case EpochSaved _,EpochRemoved _ ->
                epochKeys.toVersionedBuffer(new ConsumerGroupMetadataKey(groupId), EPOCH);
            case MemberSaved saved -> memberKey(groupId, saved.member().memberId());
            case MemberRemoved removed -> memberKey(groupId, removed.memberId());
            case TargetEpochSaved _,TargetEpochRemoved _ ->
                targetEpochKeys.toVersionedBuffer(new ConsumerGroupTargetAssignmentMetadataKey(groupId), TARGET_EPOCH);
            case TargetSaved saved -> targetKey(groupId, saved.memberId());
            case TargetRemoved removed -> targetKey(groupId, removed.memberId());
            case AssignmentSaved saved -> assignmentKey(groupId, saved.memberId());
            case AssignmentRemoved removed -> assignmentKey(groupId, removed.memberId());
            case RegexSaved saved -> regexKey(groupId, saved.regex());
            case RegexRemoved removed -> regexKey(groupId, removed.regex());
        };
    }

    private ByteBuffer memberKey(String groupId, String memberId) {
        return memberKeys.toVersionedBuffer(new ConsumerGroupMemberMetadataKey(groupId, memberId), MEMBER);
    }

    private ByteBuffer targetKey(String groupId, String memberId) {
        return targetKeys.toVersionedBuffer(new ConsumerGroupTargetAssignmentMemberKey(groupId, memberId), TARGET);
    }

    private ByteBuffer assignmentKey(String groupId, String memberId) {
        return assignmentKeys.toVersionedBuffer(new ConsumerGroupCurrentMemberAssignmentKey(groupId, memberId),
                ASSIGNMENT);
    }

    private ByteBuffer regexKey(String groupId, String regex) {
        return regexKeys.toVersionedBuffer(new ConsumerGroupRegularExpressionKey(groupId, regex), REGEX);
    }

    /** The value's bytes, or null for a tombstone. */
    public @Nullable ByteBuffer value(ConsumerGroupRecord record) {
        return switch (record) {
            case EpochSaved saved ->
                epochs.toVersionedBuffer(new ConsumerGroupMetadataValue(saved.epoch(), saved.metadataHash()), VALUE);
            case MemberSaved saved -> members.toVersionedBuffer(memberValue(saved.member()), VALUE);
            case TargetEpochSaved saved -> targetEpochs.toVersionedBuffer(
                    new ConsumerGroupTargetAssignmentMetadataValue(saved.epoch(), saved.timestampMs()), VALUE);
            case TargetSaved saved -> targets.toVersionedBuffer(targetValue(saved.partitions()), VALUE);
            case AssignmentSaved saved -> assignments.toVersionedBuffer(assignmentValue(saved.assignment()), VALUE);
            case RegexSaved saved -> regexes.toVersionedBuffer(new ConsumerGroupRegularExpressionValue(
                    List.copyOf(saved.topics()), saved.version(), saved.timestampMs()), VALUE);
            case EpochRemoved _,MemberRemoved _,TargetEpochRemoved _,TargetRemoved _,AssignmentRemoved _,RegexRemoved _ ->
                null;
        };
    }

    private static ConsumerGroupMemberMetadataValue memberValue(ConsumerMember member) {
        ClassicSide classic = member.classic();
        return new ConsumerGroupMemberMetadataValue(member.instanceId(), member.rackId(), member.clientId(),
                member.clientHost(), List.copyOf(member.topics()), member.regex(), member.rebalanceTimeoutMs(),
                member.serverAssignor(),
                classic == null ? null
                        : new ConsumerGroupMemberMetadataValue.ClassicMemberMetadata(classic.sessionTimeoutMs(),
                                classic.protocols()
                                        .stream()
                                        .map(protocol -> new ConsumerGroupMemberMetadataValue.ClassicProtocol(
                                                protocol.name(), protocol.metadata().duplicate()))
                                        .toList()));
    }

    private static ConsumerGroupTargetAssignmentMemberValue targetValue(SortedSet<TopicIdPartition> partitions) {
        List<ConsumerGroupTargetAssignmentMemberValue.TopicPartition> topics = new ArrayList<>();
        ByTopic.group(partitions)
                .forEach((topic, numbers) -> topics
                        .add(new ConsumerGroupTargetAssignmentMemberValue.TopicPartition(topic, numbers)));
        return new ConsumerGroupTargetAssignmentMemberValue(topics);
    }

    private static ConsumerGroupCurrentMemberAssignmentValue assignmentValue(MemberAssignment assignment) {
        return new ConsumerGroupCurrentMemberAssignmentValue(assignment.epoch(), assignment.previousEpoch(),
                assignment.state().code(), withEpochs(assignment.assigned()),
                withEpochs(assignment.pendingRevocation()));
    }

    private static List<TopicPartitions> withEpochs(SortedMap<TopicIdPartition, Integer> partitions) {
        List<TopicPartitions> topics = new ArrayList<>();
        for (Map.Entry<UUID, List<Integer>> topic : ByTopic.group(partitions.keySet()).entrySet()) {
            List<Integer> epochs = new ArrayList<>(topic.getValue().size());
            for (int number : topic.getValue()) {
                epochs.add(partitions.get(new TopicIdPartition(topic.getKey(), number)));
            }
            topics.add(new TopicPartitions(topic.getKey(), topic.getValue(), epochs));
        }
        return topics;
    }

    // reading

    /**
     * The record that a key and a value spell, or null if the key is of another kind.
     *
     * @param kind the key's version, already read from {@code key}
     */
    public @Nullable ConsumerGroupRecord read(short kind, WireReader key, @Nullable ByteBuffer valueBytes) {
        WireReader value = valueBytes == null ? null : new WireReader(valueBytes);
        short version = value == null ? VALUE : value.readShort();
        return switch (kind) {
            case EPOCH -> readEpoch(epochKeys.read(key, kind).groupId(), value, version);
            case MEMBER -> readMember(memberKeys.read(key, kind), value, version);
            case TARGET_EPOCH -> readTargetEpoch(targetEpochKeys.read(key, kind).groupId(), value, version);
            case TARGET -> readTarget(targetKeys.read(key, kind), value, version);
            case ASSIGNMENT -> readAssignment(assignmentKeys.read(key, kind), value, version);
            case REGEX -> readRegex(regexKeys.read(key, kind), value, version);
            default -> null;
        };
    }

    private ConsumerGroupRecord readEpoch(String groupId, @Nullable WireReader value, short version) {
        if (value == null) {
            return new EpochRemoved(groupId);
        }
        ConsumerGroupMetadataValue read = epochs.read(value, version);
        return new EpochSaved(groupId, read.epoch(), read.metadataHash());
    }

    private ConsumerGroupRecord readMember(ConsumerGroupMemberMetadataKey key, @Nullable WireReader value,
            short version) {
        if (value == null) {
            return new MemberRemoved(key.groupId(), key.memberId());
        }
        ConsumerGroupMemberMetadataValue read = members.read(value, version);
        ConsumerGroupMemberMetadataValue.ClassicMemberMetadata classic = read.classicMemberMetadata();
        String regex = read.subscribedTopicRegex();
        return new MemberSaved(key.groupId(), new ConsumerMember(key.memberId(), read.instanceId(), read.rackId(),
                read.clientId(), read.clientHost(), new TreeSet<>(read.subscribedTopicNames()),
                regex == null || regex.isEmpty() ? null : regex, read.rebalanceTimeoutMs(), read.serverAssignor(),
                classic == null ? null : classicSide(classic)));
    }

    /** Null for an empty one, which is how a value without the field reads. */
    private static @Nullable ClassicSide classicSide(ConsumerGroupMemberMetadataValue.ClassicMemberMetadata classic) {
        if (classic.supportedProtocols().isEmpty()) {
            return null;
        }
        return new ClassicSide(classic.sessionTimeoutMs(),
                classic.supportedProtocols()
                        .stream()
                        .map(protocol -> new ClassicProtocol(protocol.name(), protocol.metadata()))
                        .toList());
    }

    private ConsumerGroupRecord readTargetEpoch(String groupId, @Nullable WireReader value, short version) {
        if (value == null) {
            return new TargetEpochRemoved(groupId);
        }
        ConsumerGroupTargetAssignmentMetadataValue read = targetEpochs.read(value, version);
        return new TargetEpochSaved(groupId, read.assignmentEpoch(), read.assignmentTimestamp());
    }

    private ConsumerGroupRecord readTarget(ConsumerGroupTargetAssignmentMemberKey key, @Nullable WireReader value,
            short version) {
        if (value == null) {
            return new TargetRemoved(key.groupId(), key.memberId());
        }
        SortedSet<TopicIdPartition> partitions = new TreeSet<>();
        for (ConsumerGroupTargetAssignmentMemberValue.TopicPartition topic : targets.read(value, version)
                .topicPartitions()) {
            topic.partitions().forEach(number -> partitions.add(new TopicIdPartition(topic.topicId(), number)));
        }
        return new TargetSaved(key.groupId(), key.memberId(), partitions);
    }

    private ConsumerGroupRecord readAssignment(ConsumerGroupCurrentMemberAssignmentKey key,
            @Nullable WireReader value, short version) {
        if (value == null) {
            return new AssignmentRemoved(key.groupId(), key.memberId());
        }
        ConsumerGroupCurrentMemberAssignmentValue read = assignments.read(value, version);
        MemberAssignment.State state = MemberAssignment.State.of(read.state());
        return new AssignmentSaved(key.groupId(), key.memberId(),
                new MemberAssignment(read.memberEpoch(), read.previousMemberEpoch(),
                        state == null ? MemberAssignment.State.STABLE : state,
                        byPartition(read.assignedPartitions(), read.memberEpoch()),
                        byPartition(read.partitionsPendingRevocation(), read.memberEpoch())));
    }

    /** Records of older writers have no epochs per partition: then the member's own counts for all. */
    private static SortedMap<TopicIdPartition, Integer> byPartition(List<TopicPartitions> topics, int memberEpoch) {
        SortedMap<TopicIdPartition, Integer> partitions = new TreeMap<>();
        for (TopicPartitions topic : topics) {
            List<Integer> epochs = topic.assignmentEpochs();
            boolean each = epochs != null && epochs.size() == topic.partitions().size();
            for (int i = 0; i < topic.partitions().size(); i++) {
                partitions.put(new TopicIdPartition(topic.topicId(), topic.partitions().get(i)),
                        each && epochs != null ? epochs.get(i) : memberEpoch);
            }
        }
        return partitions;
    }

    private ConsumerGroupRecord readRegex(ConsumerGroupRegularExpressionKey key, @Nullable WireReader value,
            short version) {
        if (value == null) {
            return new RegexRemoved(key.groupId(), key.regularExpression());
        }
        ConsumerGroupRegularExpressionValue read = regexes.read(value, version);
        return new RegexSaved(key.groupId(), key.regularExpression(), new TreeSet<>(read.topics()), read.version(),
                read.timestamp());
    }
}
