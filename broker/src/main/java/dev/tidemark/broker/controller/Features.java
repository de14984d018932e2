package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.FeatureSet;
import dev.tidemark.broker.request.FeatureLevels;
import dev.tidemark.broker.request.FeatureLevels.Range;
import java.util.List;
import java.util.Map;

/**
 * The features of this program. {@code transaction.version} 2 makes stock clients speak the second transaction protocol (KIP-890).
 * {@code group.version} 1 switches the consumer protocol of groups on (KIP-848).
 */
public final class Features {

    private static final String METADATA_VERSION = "metadata.version";
    private static final String TRANSACTION_VERSION = "transaction.version";
    private static final String GROUP_VERSION = "group.version";

    /** Kafka's number of 4.0-IV3: tools compare it. The records of our own metadata log have versions of their own. */
    private static final short METADATA_VERSION_LEVEL = 25;
    private static final short TRANSACTION_VERSION_LEVEL = 2;
    private static final short GROUP_VERSION_LEVEL = 1;

    private static final Map<String, Range> SUPPORTED = Map.of(METADATA_VERSION,
            new Range(METADATA_VERSION_LEVEL, METADATA_VERSION_LEVEL),
            TRANSACTION_VERSION, new Range((short) 1, TRANSACTION_VERSION_LEVEL), GROUP_VERSION,
            new Range((short) 1, GROUP_VERSION_LEVEL));

    private Features() {}

    /** What ApiVersions announces under an image. */
    public static FeatureLevels levels(ClusterImage image) {
        return new FeatureLevels(SUPPORTED, image.features().isEmpty() ? -1 : image.featuresEpoch(), image.features());
    }

    /** The levels that a new cluster begins with. */
    static List<MetadataRecord> initial() {
        return List.of(new FeatureSet(METADATA_VERSION, METADATA_VERSION_LEVEL, 1),
                new FeatureSet(TRANSACTION_VERSION, TRANSACTION_VERSION_LEVEL, 1),
                new FeatureSet(GROUP_VERSION, GROUP_VERSION_LEVEL, 1));
    }

    /** Whether groups may use the consumer protocol (KIP-848) under an image. */
    public static boolean consumerGroups(ClusterImage image) {
        Short level = image.features().get(GROUP_VERSION);
        return level != null && level >= GROUP_VERSION_LEVEL;
    }
}
