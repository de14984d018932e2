/**
 * What a log knows about its producers: epochs, recent batches, open transactions, the last stable offset; and the files
 * that keep it, in Kafka's layouts. Everything here follows from the log's batches and is confined to the log's owner.
 */
@NullMarked
package dev.tidemark.log.producer;

import org.jspecify.annotations.NullMarked;
