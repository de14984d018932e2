package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.PartitionsAdded;
import dev.tidemark.broker.metadata.MetadataRecord.TopicCreated;
import dev.tidemark.broker.metadata.MetadataRecord.TopicDeleted;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;

/** Decisions about topics under a quota for changes. */
final class Mutations {

    private Mutations() {}

    /** The decision, or a refusal if the partitions that it makes or removes are more than the quota admits. */
    static Decision<TopicOutcome> limited(ClusterImage image, Decision<TopicOutcome> decision, MutationQuota quota) {
        int partitions = 0;
        for (MetadataRecord record : decision.records()) {
            partitions += partitions(image, record);
        }
        TopicOutcome wanted = decision.reply();
        return partitions == 0 || quota.admit(partitions) ? decision
                : new Decision<>(List.of(), new TopicOutcome(wanted.name(), wanted.topicId(),
                        ErrorCode.THROTTLING_QUOTA_EXCEEDED, ErrorCode.THROTTLING_QUOTA_EXCEEDED.message(), null));
    }

    private static int partitions(ClusterImage image, MetadataRecord record) {
        if (record instanceof TopicCreated created) {
            return created.partitions().size();
        }
        if (record instanceof PartitionsAdded added) {
            return added.partitions().size();
        }
        TopicImage deleted = record instanceof TopicDeleted gone ? image.topic(gone.topicId()) : null;
        return deleted == null ? 0 : deleted.partitions().size();
    }
}
