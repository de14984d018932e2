/** The clients since 3.9: what 2.8 is asked, KIP-848 and the newer calls of the admin client. */
final class Clients39 {

    private Clients39() {}

    public static void main(String[] arguments) {
        Cluster cluster = new Cluster(arguments[0], arguments[1]);
        checks(cluster).runAll(Checks.kafkaVersion(), Clients28.only(arguments));
    }

    static Checks checks(Cluster cluster) {
        Checks checks = Clients28.checks(cluster);
        new NewGroupChecks(cluster).addTo(checks);
        new InspectionChecks(cluster).addTo(checks);
        return checks;
    }
}
