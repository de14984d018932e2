package dev.tidemark.broker.net;

import dev.tidemark.broker.quota.ClientQuotas;

/**
 * What the connections of all of a broker's listeners are held to together.
 *
 * @param quotas of clients and addresses, per second
 * @param memory for requests that are read and worked on
 * @param limits how many there may be
 * @param refusals told of connections that are closed on their peers
 */
public record ConnectionRules(ClientQuotas quotas, RequestMemory memory, ConnectionLimits limits, Refusals refusals) {}
