/**
 * The engine on disk: one RocksDB per task, a column family per store beside {@code system}, no write-ahead log, flushes of all
 * column families at once. {@link dev.tidemark.state.rocksdb.RocksDbStores} opens them. Confined to the task's worker, but for
 * the factory.
 */
@NullMarked
package dev.tidemark.state.rocksdb;

import org.jspecify.annotations.NullMarked;
