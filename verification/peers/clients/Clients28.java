import java.util.Arrays;
import java.util.List;

/** What every version of the clients is asked. Arguments: bootstrap server, prefix of names, names of checks (none: all). */
final class Clients28 {

    private Clients28() {}

    public static void main(String[] arguments) {
        Cluster cluster = new Cluster(arguments[0], arguments[1]);
        checks(cluster).runAll(Checks.kafkaVersion(), only(arguments));
    }

    static List<String> only(String[] arguments) {
        return Arrays.asList(arguments).subList(2, arguments.length);
    }

    static Checks checks(Cluster cluster) {
        Checks checks = new Checks();
        new RecordChecks(cluster).addTo(checks);
        new GroupChecks(cluster).addTo(checks);
        new TransactionChecks(cluster).addTo(checks);
        new TopicChecks(cluster).addTo(checks);
        new ConfigChecks(cluster).addTo(checks);
        new GroupAdminChecks(cluster).addTo(checks);
        new OperatorChecks(cluster).addTo(checks);
        return checks;
    }
}
