package dev.tidemark.client.admin;

import dev.tidemark.client.net.Endpoint;
import java.util.Map;

/**
 * The cluster.
 *
 * @param controllerId -1 if there is none at present
 * @param brokers by node id, as they advertise themselves
 */
public record ClusterDescription(String clusterId, int controllerId, Map<Integer, Endpoint> brokers) {}
