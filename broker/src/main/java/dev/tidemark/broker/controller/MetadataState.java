package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.ImageBuilder;
import dev.tidemark.broker.metadata.ImageRecords;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.quorum.MetadataSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies what the quorum commits. Confined to the control loop. Until {@link #publish} is first called, batches are gathered in one builder:
 * what a start reads from disk becomes one image and one delta, however long its history.
 */
final class MetadataState {

    private final ClusterImages images;
    private @Nullable ImageBuilder gathering = new ImageBuilder(ClusterImage.EMPTY);

    MetadataState(ClusterImages images) {
        this.images = images;
    }

    void load(MetadataSnapshot snapshot) {
        ImageBuilder builder = new ImageBuilder(ClusterImage.EMPTY);
        builder.load(snapshot.offset(), snapshot.records());
        gathering = builder;
    }

    void committed(int controllerEpoch, List<MetadataRecord> records) {
        if (gathering != null) {
            gathering.apply(controllerEpoch, records);
            return;
        }
        ImageBuilder builder = new ImageBuilder(images.current());
        if (builder.apply(controllerEpoch, records)) {
            images.publish(builder.build());
        }
    }

    /** From here on every batch is published as it comes. */
    void publish() {
        if (gathering != null) {
            images.publish(gathering.build());
            gathering = null;
        }
    }

    /** The newest image as a snapshot. */
    MetadataSnapshot snapshot() {
        ClusterImage image = images.current();
        return new MetadataSnapshot(image.offset(), image.controllerEpoch(), ImageRecords.of(image));
    }
}
