package dev.tidemark.broker.group;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what consumers tell their assignor as far as the coordinator cares: the topics. All versions of Kafka's subscription
 * begin with them.
 *
 * <pre>
 *  version int16 | count int32 | (length int16 | utf-8)* | ...
 * </pre>
 */
final class Subscriptions {

    /** The protocol type of consumers. */
    static final String CONSUMER = "consumer";

    private Subscriptions() {}

    /** The topics that any member subscribed to; null if these are not consumers, or what they say cannot be read. */
    static @Nullable Set<String> topics(ClassicGroup group) {
        if (!CONSUMER.equals(group.protocolType())) {
            return null;
        }
        Set<String> topics = new HashSet<>();
        for (ClassicMember member : group.members()) {
            if (!read(member.metadata(group.protocolOrEmpty()).duplicate(), topics)) {
                return null;
            }
        }
        return topics;
    }

    private static boolean read(ByteBuffer subscription, Set<String> topics) {
        try {
            subscription.getShort();
            int count = subscription.getInt();
            if (count > subscription.remaining() / 2) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                int length = subscription.getShort();
                if (length < 0 || length > subscription.remaining()) {
                    return false;
                }
                byte[] name = new byte[length];
                subscription.get(name);
                topics.add(new String(name, StandardCharsets.UTF_8));
            }
            return true;
        } catch (BufferUnderflowException cut) {
            return false;
        }
    }
}
