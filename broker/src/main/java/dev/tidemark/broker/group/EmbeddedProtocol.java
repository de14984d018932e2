package dev.tidemark.broker.group;

import dev.tidemark.broker.group.consumer.SubscribedTopics;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.protocol.codec.MalformedMessage;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.ConsumerProtocolAssignment;
import dev.tidemark.protocol.message.ConsumerProtocolSubscription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What consumers say inside JoinGroup and SyncGroup, which the classic protocol passes on unread. A version (int16) comes
 * first; what is newer than the newest known one begins as that one does.
 */
final class EmbeddedProtocol {

    private static final MessageCodec<ConsumerProtocolSubscription> SUBSCRIPTIONS = MessageCodecs
            .of(ConsumerProtocolSubscription.class);
    private static final MessageCodec<ConsumerProtocolAssignment> ASSIGNMENTS = MessageCodecs
            .of(ConsumerProtocolAssignment.class);

    /** More than any consumer has to say. What comes as bytes inside a request is not counted with the request's objects. */
    private static final long OBJECT_BYTES_MAX = 8 << 20;

    private EmbeddedProtocol() {}

    /** A subscription, or null if these bytes are none. */
    static @Nullable ConsumerProtocolSubscription subscription(ByteBuffer bytes) {
        return read(SUBSCRIPTIONS, bytes);
    }

    /** The partitions that a subscription says are owned. */
    static Set<TopicIdPartition> owned(ConsumerProtocolSubscription subscription, SubscribedTopics topics) {
        Set<TopicIdPartition> owned = new TreeSet<>();
        subscription.ownedPartitions().forEach(topic -> owned.addAll(topics.byId(topic.topic(), topic.partitions())));
        return owned;
    }

    /** The partitions of an assignment; null if these bytes are none. No bytes at all stand for no partition. */
    static @Nullable Set<TopicIdPartition> assignment(ByteBuffer bytes, SubscribedTopics topics) {
        Set<TopicIdPartition> assigned = new TreeSet<>();
        if (!bytes.hasRemaining()) {
            return assigned;
        }
        ConsumerProtocolAssignment read = read(ASSIGNMENTS, bytes);
        if (read == null) {
            return null;
        }
        read.assignedPartitions().forEach(topic -> assigned.addAll(topics.byId(topic.topic(), topic.partitions())));
        return assigned;
    }

    /** An assignment in the version in which the member subscribed. */
    static ByteBuffer assignmentFor(ByteBuffer subscription, Set<TopicIdPartition> partitions,
            SubscribedTopics topics) {
        List<ConsumerProtocolAssignment.TopicPartition> byName = new ArrayList<>();
        topics.byName(partitions)
                .forEach((name, numbers) -> byName.add(new ConsumerProtocolAssignment.TopicPartition(name, numbers)));
        short version = subscription.remaining() < Short.BYTES ? 0 : subscription.getShort(subscription.position());
        return ASSIGNMENTS.toVersionedBuffer(new ConsumerProtocolAssignment(byName, null),
                known(ASSIGNMENTS, version));
    }

    private static <M> @Nullable M read(MessageCodec<M> codec, ByteBuffer bytes) {
        if (bytes.remaining() < Short.BYTES) {
            return null;
        }
        try {
            WireReader in = new WireReader(bytes.duplicate(), OBJECT_BYTES_MAX);
            short version = in.readShort();
            return version < codec.versions().lowest() ? null : codec.read(in, known(codec, version));
        } catch (MalformedMessage malformed) {
            return null;
        }
    }

    private static short known(MessageCodec<?> codec, short version) {
        return (short) Math.max(codec.versions().lowest(), Math.min(version, codec.versions().highest()));
    }
}
