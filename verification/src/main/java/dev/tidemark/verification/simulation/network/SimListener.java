package dev.tidemark.verification.simulation.network;

import dev.tidemark.broker.net.ConnectionPipeline;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.verification.simulation.schedule.SimLoop;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A broker's listener: puts the connections that come upon its loops in turn. Confined to the simulation's thread. */
final class SimListener {

    private final InetSocketAddress address;
    private final List<SimNettyLoop> loops = new ArrayList<>();
    private final ConnectionPipeline pipeline;
    private int next;

    SimListener(InetSocketAddress address, List<SimLoop> hosting,
            Function<Function<Channel, EventLoop>, ConnectionPipeline> pipelines) {
        this.address = address;
        hosting.forEach(loop -> loops.add(new SimNettyLoop(loop)));
        this.pipeline = pipelines.apply(channel -> ((SimNettyLoop) channel.eventLoop()).loop());
    }

    boolean alive() {
        return loops.getFirst().loop().process().alive();
    }

    void accept(SimConnection connection, InetSocketAddress from) {
        connection.acceptOn(loops.get(next++ % loops.size()), address, from, pipeline);
    }
}
