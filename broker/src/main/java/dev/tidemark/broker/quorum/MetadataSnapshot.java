package dev.tidemark.broker.quorum;

import dev.tidemark.broker.metadata.MetadataRecord;
import java.util.List;

/**
 * The state that a prefix of the batches adds up to, written as records.
 *
 * @param offset how many batches were applied
 * @param controllerEpoch the epoch that was current
 */
public record MetadataSnapshot(long offset, int controllerEpoch, List<MetadataRecord> records) {
    public MetadataSnapshot {
        records = List.copyOf(records);
    }
}
