/**
 * The bytes that Tidemark adds to records and offsets of Kafka topics: {@link dev.tidemark.streams.wire.RecordFormat} on
 * every record of an internal topic, {@link dev.tidemark.streams.wire.Marker} for frontiers, {@link
 * dev.tidemark.streams.wire.Lateness} on records behind their source's watermark, {@link
 * dev.tidemark.streams.wire.OffsetMetadata} beside a committed offset. Each has a page under {@code docs/formats/}.
 * Pure codecs; safe from any thread.
 */
@NullMarked
package dev.tidemark.streams.wire;

import org.jspecify.annotations.NullMarked;
