package dev.tidemark.broker.metadata;

import java.util.Map;

/**
 * The features that ApiVersions announces (KIP-584). Immutable.
 *
 * @param supported what this broker could do, by feature name
 * @param finalizedEpoch the metadata offset at which the finalized levels were last changed; -1 if not known yet
 * @param finalized the level that the cluster has agreed on, by feature name; a feature at level 0 is left out
 */
public record FeatureLevels(Map<String, Range> supported, long finalizedEpoch, Map<String, Short> finalized) {

    /** The lowest and highest level of a feature, both inclusive. */
    public record Range(short min, short max) {}

    public FeatureLevels {
        supported = Map.copyOf(supported);
        finalized = Map.copyOf(finalized);
    }
}
