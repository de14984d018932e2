/** How client verbs reach a cluster: {@link dev.tidemark.cli.cluster.ClusterOptions} says where it is, a {@link dev.tidemark.cli.cluster.ClusterClient} talks to it. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.cluster;

import org.jspecify.annotations.NullMarked;
