package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.metadata.FeatureLevels.Range;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The features of this program, by Kafka's names and numbers. {@code transaction.version} 2 makes stock clients speak the second transaction
 * protocol (KIP-890), {@code group.version} 1 stands for the group protocol of KIP-848. Kafka's other features, among them those of share and
 * streams groups, are not served and not announced.
 */
public final class Features {

    private static final String METADATA_VERSION = "metadata.version";
    private static final String TRANSACTION_VERSION = "transaction.version";
    private static final String GROUP_VERSION = "group.version";

    /**
     * Kafka's numbers of 4.0-IV3, with which the first clusters began, and of 4.4-IV2, the newest of 4.4. Tools compare them; to us they mean
     * nothing, since the records of our own metadata log have versions of their own.
     */
    private static final Range METADATA_VERSIONS = new Range((short) 25, (short) 33);

    private static final Map<String, Range> SUPPORTED = Map.of(METADATA_VERSION, METADATA_VERSIONS,
            TRANSACTION_VERSION, new Range((short) 0, (short) 2), GROUP_VERSION, new Range((short) 0, (short) 1));

    private Features() {}

    /** What ApiVersions announces under an image. */
    public static FeatureLevels levels(ClusterImage image) {
        return new FeatureLevels(SUPPORTED, image.features().isEmpty() ? -1 : image.featuresEpoch(), image.features());
    }

    /** The levels of a feature that this program can work at; null if it has no such feature. */
    static @Nullable Range supported(String name) {
        return SUPPORTED.get(name);
    }

    /** The levels that a new cluster begins with: the newest. */
    static List<MetadataRecord> initial() {
        List<MetadataRecord> records = new ArrayList<>();
        SUPPORTED.forEach((name, range) -> records.add(new FeatureSet(name, range.max(), 1)));
        return records;
    }

    /** Whether groups may use the consumer protocol (KIP-848) under an image. */
    public static boolean consumerGroups(ClusterImage image) {
        Short level = image.features().get(GROUP_VERSION);
        return level != null && level >= 1;
    }
}
