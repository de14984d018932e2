/**
 * What the cluster knows of itself: {@link dev.tidemark.broker.metadata.MetadataRecord}s, the immutable
 * {@link dev.tidemark.broker.metadata.ClusterImage} that they add up to, and {@link dev.tidemark.broker.metadata.ClusterImages}, where anyone
 * reads the current one and owners hear of changes.
 *
 * <p>Images are read from any thread; they change on the control loop only.
 */
@NullMarked
package dev.tidemark.broker.metadata;

import org.jspecify.annotations.NullMarked;
