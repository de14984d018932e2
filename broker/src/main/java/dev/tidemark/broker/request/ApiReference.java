package dev.tidemark.broker.request;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.VersionException;
import dev.tidemark.protocol.VersionRange;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The reference page of all APIs, written from the handler table: {@code docs/reference/apis.md} is this text. */
public final class ApiReference {

    private static final String NO_REASON = "not served yet";

    private ApiReference() {}

    /**
     * The page, in Markdown.
     *
     * @param kafka the stable versions of Apache Kafka 4.4; null for an API that it does not have
     */
    public static String markdown(HandlerTable served, Function<ApiKey, @Nullable VersionRange> kafka) {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                        # APIs

                        Written from the table of handlers in `dev.tidemark.broker.request`; a test fails when this page is stale, and
                        `mvn -pl broker -am test -Dtest=ApiReferenceTest -Dregenerate=true -Dsurefire.failIfNoSpecifiedTests=false` writes it anew.

                        ApiVersions announces what is served here and nothing else. A request of an API or version that is not served closes its
                        connection, as in Kafka.

                        | key | API | served | Kafka 4.4 | not served, or not all of it, because |
                        |---:|---|---|---|---|
                        """);
        for (ApiKey key : ApiKey.values()) {
            Route<?> route = served.route(key);
            page.append("| ").append(key.id()).append(" | ").append(key.title()).append(" | ");
            page.append(route == null ? "" : new VersionRange(route.minVersion(), route.maxVersion())).append(" | ");
            VersionRange theirs = kafka.apply(key);
            page.append(theirs == null ? "" : theirs).append(" | ");
            page.append(remark(key, route)).append(" |\n");
        }
        return page.toString();
    }

    private static String remark(ApiKey key, @Nullable Route<?> route) {
        if (route == null) {
            String reason = UnservedApis.reason(key);
            return reason == null ? NO_REASON : reason;
        }
        VersionException exception = VersionException.of(key);
        return exception == null ? "" : exception.advertised() + " announced: " + exception.reason();
    }
}
