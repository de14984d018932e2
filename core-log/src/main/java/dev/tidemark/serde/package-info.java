/**
 * Values to bytes and back: {@link dev.tidemark.serde.Serde} writes to a {@link dev.tidemark.serde.ByteSink} and reads from
 * a {@link dev.tidemark.serde.ByteSource}, both reused, so that a hot path allocates nothing but the value itself.
 * {@link dev.tidemark.serde.Serdes} has those for plain types, in the encodings of Kafka's own serializers.
 *
 * <p>Anyone may use it. Serdes are immutable and safe from any thread; sinks and sources belong to whoever holds them.
 */
@NullMarked
package dev.tidemark.serde;

import org.jspecify.annotations.NullMarked;
