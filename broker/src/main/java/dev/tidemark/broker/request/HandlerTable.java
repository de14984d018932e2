package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only list of the APIs that this broker serves, each with its handler. What ApiVersions advertises is read off it, so
 * the two cannot differ. Immutable; any thread.
 */
public final class HandlerTable {

    private final Map<ApiKey, Route<?>> routes;

    private HandlerTable(Map<ApiKey, Route<?>> routes) {
        this.routes = routes;
    }

    /** An empty list to add handlers to; nobody sees what is counted. */
    public static Builder builder() {
        return builder(new Metrics(), Clock.system());
    }

    /**
     * An empty list to add handlers to.
     *
     * @param metrics where the requests of each API are counted
     * @param clock measures them
     */
    public static Builder builder(Metrics metrics, Clock clock) {
        return new Builder(metrics, clock);
    }

    /** The way to the handler of an API, or null if it is not served. */
    public @Nullable Route<?> route(ApiKey key) {
        return routes.get(key);
    }

    /** All served APIs, in the order of their numbers. */
    public Collection<Route<?>> routes() {
        return routes.values();
    }

    /** Collects handlers, one per API. Confined to one thread. */
    public static final class Builder {

        private final Map<ApiKey, Route<?>> routes = new EnumMap<>(ApiKey.class);

        private final Metrics metrics;
        private final Clock clock;

        private Builder(Metrics metrics, Clock clock) {
            this.metrics = metrics;
            this.clock = clock;
        }

        /**
         * Serves an API at all versions that its records declare.
         *
         * @param request the API's request record, which names the API and its versions
         * @param response the API's response record
         * @param handler what serves it; its answer is of type {@code response}, or {@link NoResponse}
         */
        public <Q extends Request> Builder add(Class<Q> request, Class<? extends Response> response,
                RequestHandler<Q, ? extends Response> handler) {
            Route<Q> route = Route.of(request, response, handler, metrics, clock);
            Invariants.check(routes.put(route.key(), route) == null, "two handlers for %s", route.key());
            return this;
        }

        /**
         * The finished table, with ApiVersions in it.
         *
         * @param features the cluster's feature levels as of now; called on connection loops
         */
        public HandlerTable build(Supplier<FeatureLevels> features) {
            // the table and the handler that reads it refer to each other: the map is filled before it is published
            HandlerTable table = new HandlerTable(Collections.unmodifiableMap(routes));
            ApiVersionsHandler.addTo(this, table, features);
            return table;
        }
    }
}
