/**
 * What is run: a {@link dev.tidemark.streams.topology.PhysicalTopology} of sub-topologies, cut where records go through
 * an internal topic, with their operators, stores, internal topics and edges. Pure data; the runtime interprets it and
 * never sees the DSL's stages. Safe from any thread.
 */
@NullMarked
package dev.tidemark.streams.topology;

import org.jspecify.annotations.NullMarked;
