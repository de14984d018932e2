/**
 * What users write. {@link dev.tidemark.streams.Streams#define} is the entry: it runs the user's definition once, on the
 * caller's thread, and answers a {@link dev.tidemark.streams.Topology}, which is data. Stages ({@link
 * dev.tidemark.streams.KStream} and its kin) are handles into the definition being written: use them only inside it.
 * Words mean what they mean in Kafka Streams; optional settings are one argument; what makes no sense has no method.
 */
@NullMarked
package dev.tidemark.streams;

import org.jspecify.annotations.NullMarked;
