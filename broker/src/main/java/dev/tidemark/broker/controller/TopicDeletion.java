package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord.TopicDeleted;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;

/** Decides the deletion of topics. */
final class TopicDeletion {

    private TopicDeletion() {}

    static Decision<TopicOutcome> decide(ClusterImage image, TopicRef wanted) {
        TopicImage topic = switch (wanted) {
            case TopicRef.ByName(String name) -> image.topic(name);
            case TopicRef.ById(var id) -> image.topic(id);
        };
        if (topic == null) {
            return switch (wanted) {
                case TopicRef.ByName(String name) ->
                    new Decision<>(List.of(), TopicOutcome.refused(name, KafkaUuid.ZERO,
                            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic '" + name + "'"));
                case TopicRef.ById(var id) ->
                    new Decision<>(List.of(), TopicOutcome.refused(null, id, ErrorCode.UNKNOWN_TOPIC_ID,
                            "there is no topic of id " + KafkaUuid.format(id)));
            };
        }
        if (topic.internal()) {
            return new Decision<>(List.of(), TopicOutcome.refused(topic.name(), topic.id(), ErrorCode.INVALID_REQUEST,
                    "the broker itself keeps its state in " + topic.name()));
        }
        return new Decision<>(List.of(new TopicDeleted(topic.id())),
                new TopicOutcome(topic.name(), topic.id(), ErrorCode.NONE, null, null));
    }
}
