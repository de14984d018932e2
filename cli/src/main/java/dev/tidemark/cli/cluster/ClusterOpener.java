package dev.tidemark.cli.cluster;

import dev.tidemark.client.net.TcpNetwork;

/** Makes the connection that a client verb works over. */
public interface ClusterOpener {

    /** @param bootstrap {@code HOST:PORT}, several separated by commas */
    ClusterClient open(String bootstrap);

    /** Over TCP, with one network loop for the process. */
    static ClusterOpener overTcp() {
        return bootstrap -> {
            TcpNetwork network = TcpNetwork.start();
            return new ClusterClient(network.environment(), bootstrap, network::close);
        };
    }
}
