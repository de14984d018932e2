package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.FeatureLevels.Range;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.FeatureSet;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides changes of feature levels (KIP-584, KIP-778): all of a request or none. No level of ours loses anything when it is lowered, so safe and
 * unsafe downgrades are the same.
 */
final class FeatureChange {

    private FeatureChange() {}

    static Decision<AlterOutcome> decide(ClusterImage image, List<FeatureUpdate> updates) {
        List<MetadataRecord> records = new ArrayList<>();
        for (FeatureUpdate update : updates) {
            short current = image.features().getOrDefault(update.name(), (short) 0);
            String problem = problem(update, current);
            if (problem != null) {
                return new Decision<>(List.of(), new AlterOutcome(ErrorCode.INVALID_UPDATE_VERSION,
                        "feature " + update.name() + " cannot be set to level " + update.level() + ": " + problem));
            }
            if (update.level() != current) {
                records.add(new FeatureSet(update.name(), update.level(), image.featuresEpoch() + 1));
            }
        }
        return new Decision<>(records, AlterOutcome.DONE);
    }

    private static @Nullable String problem(FeatureUpdate update, short current) {
        Range supported = Features.supported(update.name());
        if (supported == null) {
            return "this broker has no such feature";
        }
        if (update.level() < supported.min() || update.level() > supported.max()) {
            return "levels " + supported.min() + " to " + supported.max() + " are supported";
        }
        boolean upgrade = update.direction() == FeatureUpdate.Direction.UPGRADE;
        if (upgrade && update.level() < current) {
            return "it is at level " + current + "; ask for a downgrade to lower it";
        }
        if (!upgrade && update.level() > current) {
            return "it is at level " + current + "; a downgrade cannot raise it";
        }
        return null;
    }
}
