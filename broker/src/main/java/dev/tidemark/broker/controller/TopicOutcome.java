package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one topic of a command.
 *
 * @param name null if the command named the topic by an id that nobody knows
 * @param topicId zero if there is none
 * @param message what was wrong, for people; null if nothing was
 * @param topic the topic as it is, or would be if the command was only to be validated; null if it failed or was deleted
 */
public record TopicOutcome(@Nullable String name, UUID topicId, ErrorCode error, @Nullable String message,
        @Nullable TopicImage topic) {

    static TopicOutcome done(TopicImage topic) {
        return new TopicOutcome(topic.name(), topic.id(), ErrorCode.NONE, null, topic);
    }

    /** A topic that nothing was done about, or nothing yet. */
    public static TopicOutcome refused(@Nullable String name, UUID topicId, ErrorCode error, String message) {
        return new TopicOutcome(name, topicId, error, message, null);
    }

    /** The same of a topic without an id. */
    public static TopicOutcome refused(String name, ErrorCode error, String message) {
        return refused(name, KafkaUuid.ZERO, error, message);
    }
}
