package dev.tidemark.verification.simulation.network;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.schedule.SimProcess;

/** Hears of each request that a client writes, before it is on its way. Confined to the simulation's thread. */
@FunctionalInterface
public interface RequestWatch {

    /** Nobody listens. */
    RequestWatch NOBODY = (client, api) -> {};

    void asked(SimProcess client, ApiKey api);
}
