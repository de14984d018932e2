/**
 * The file seam: everything that touches a disk passes {@link dev.tidemark.storage.Storage}. Its durability words are
 * exact: what is appended or written is in the page cache and survives a killed process; what is forced survives power
 * loss; a created, renamed or deleted name survives power loss once its folder is synced.
 *
 * <p>{@link dev.tidemark.storage.DiskStorage} is the real one, {@link dev.tidemark.storage.MemoryStorage} its twin, which
 * can lose power, {@link dev.tidemark.storage.CountingStorage} counts what costs. What stands between a disk and its users
 * extends {@link dev.tidemark.storage.ForwardingStorage}. Usable by log, state stores and broker, from any thread; a file's
 * writer is one thread at a time.
 */
@NullMarked
package dev.tidemark.storage;

import org.jspecify.annotations.NullMarked;
