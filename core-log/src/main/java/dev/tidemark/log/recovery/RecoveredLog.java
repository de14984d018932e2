package dev.tidemark.log.recovery;

import dev.tidemark.log.producer.LeaderEpochs;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.segment.Segment;
import java.util.List;

/**
 * A log as it was found.
 *
 * @param segments ascending, at least one; the last is the active one
 * @param producers as of the log's end
 * @param epochs as of the log's end
 * @param logStartOffset first offset that exists for readers
 * @param logEndOffset offset of the next record
 * @param flushedOffset everything below is known to survive power loss
 * @param namesOnDisk whether the names of its files are known to survive power loss
 * @param clean whether a manifest of a clean close was believed
 */
public record RecoveredLog(List<Segment> segments, ProducerStates producers, LeaderEpochs epochs, long logStartOffset,
        long logEndOffset, long flushedOffset, boolean namesOnDisk, boolean clean) {}
