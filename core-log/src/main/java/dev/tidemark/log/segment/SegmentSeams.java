package dev.tidemark.log.segment;

import dev.tidemark.storage.Storage;

/**
 * What the segments of a log share.
 *
 * @param storage the disk
 * @param openSegments the bounded cache of open files
 * @param repair rebuilds what is derived
 */
public record SegmentSeams(Storage storage, OpenSegments openSegments, SegmentRepair repair) {}
