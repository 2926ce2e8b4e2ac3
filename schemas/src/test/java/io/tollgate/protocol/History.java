package io.tollgate.protocol;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One random history of gateways, Kafka and both applications, and the order in which things happen to them. */
final class History {

    private static final int STEPS = 500;
    private static final int COUNTERS = 2;

    private final Random random;
    private final Settings settings;
    private final Kafka kafka = new Kafka();
    private final Truth truth = new Truth();
    private final List<Gateway> gateways = new ArrayList<>();
    private final UsageApplication usage;
    private final LedgerApplication ledger;
    private int starts;
    private int folders;
    private long now;

    private History(long seed, int gatewayCount, Set<WrongReading> wrong) {
        random = new Random(seed);
        settings = new Settings(
                5 + random.nextInt(40), 30, random.nextBoolean(), random.nextBoolean(), random.nextInt(3) == 0, wrong);
        usage = new UsageApplication(kafka, wrong);
        ledger = new LedgerApplication(kafka, settings.windowLength(), wrong);
        for (int i = 0; i < gatewayCount; i++) {
            gateways.add(newGateway());
        }
    }

    /**
     * Runs a history and checks it.
     *
     * @throws Violation if a property does not hold
     */
    static void run(long seed, int gatewayCount, WrongReading... wrong) {
        Set<WrongReading> readings = EnumSet.noneOf(WrongReading.class);
        readings.addAll(List.of(wrong));
        History history = new History(seed, gatewayCount, readings);
        try {
            for (int i = 0; i < STEPS; i++) {
                history.step();
            }
            history.settle();
        } catch (Violation e) {
            throw new Violation(
                    "seed " + seed + ", " + gatewayCount + " gateways, " + history.settings + ": " + e.getMessage());
        }
    }

    private void step() {
        now += random.nextInt(4) == 0 ? 1 : 0;
        Gateway gateway = gateways.get(random.nextInt(gateways.size()));
        if (!gateway.isUp()) {
            if (random.nextInt(8) == 0) {
                gateway.start();
            }
        } else {
            gateway.finishReservation();
            serve(gateway, random.nextInt(100));
        }
        account(random.nextInt(100));
        disturb(gateway, random.nextInt(1000));
    }

    private void serve(Gateway gateway, int event) {
        if (event < 45) {
            gateway.request(cells(), 1 + random.nextInt(3));
        } else if (event < 60) {
            gateway.reports().flush(random);
        } else if (event < 64) {
            gateway.reports().flushAll();
        } else if (event < 69) {
            gateway.reports().mark(now);
        } else if (event < 85) {
            gateway.reports().consume();
        } else if (event < 88) {
            gateway.reports().consumeAgain(random);
        } else if (event < 91) {
            gateway.evict(random);
        } else if (event < 93) {
            gateway.reports().forget(openWindow());
        } else if (event < 97) {
            gateway.reports().cover(openWindow());
        } else {
            gateway.reports().heal();
        }
    }

    private void account(int event) {
        if (event < 40) {
            usage.step();
        } else if (event < 43) {
            usage.commit();
        } else if (event < 44) {
            usage.crash();
        } else if (event < 46) {
            usage.pauseAnInstance();
        } else if (event < 48) {
            usage.zombieWrites(random);
        } else if (event < 85) {
            ledger.step();
        } else if (event < 88) {
            ledger.commit();
        } else if (event < 90) {
            ledger.crash();
        }
    }

    private void disturb(Gateway gateway, int event) {
        if (event < 15) {
            gateway.kill();
        } else if (event < 20 && gateway.isUp()) {
            gateway.requestAndDie(cells(), 1 + random.nextInt(3), random);
        } else if (event < 30) {
            kafka.setUp(false);
        } else if (event < 70) {
            kafka.setUp(true);
        } else if (event < 90 && !kafka.hits().isEmpty()) {
            sendOldRecordAgain();
        } else if (event < 120) {
            gateway.sync();
        } else if (event < 126 && settings.diskLosses()) {
            gateway.loseDisk(replacement(gateway), disks());
        }
    }

    private void sendOldRecordAgain() {
        HitRecord old = kafka.hits().get(random.nextInt(kafka.hits().size()));
        if (kafka.isUp() && old instanceof HitRecord.Hits) {
            kafka.append(old);
        }
    }

    private Disk replacement(Gateway gateway) {
        return switch (random.nextInt(3)) {
            case 0 -> new Disk(folders++);
            case 1 -> gateway.synced().copy();
            default -> gateways.get(random.nextInt(gateways.size())).disk().copy();
        };
    }

    /** Lets all faults end, checks what is believed, closes all windows, checks what is billed. */
    private void settle() {
        kafka.setUp(true);
        gateways.stream().filter(gateway -> !gateway.isUp()).forEach(Gateway::start);
        gateways.forEach(Gateway::finishReservation);
        settleUsage();
        usage.zombieWrites(random);
        if (random.nextBoolean()) {
            usage.crash();
        }
        for (int round = 0; round < 4; round++) {
            settleUsage();
        }
        Properties properties = new Properties(settings, truth, kafka);
        properties.checkBeliefs(openCells(), gateways, newGateway(), usage);

        now += settings.windowLength() + LedgerApplication.GRACE + 1;
        for (Gateway gateway : gateways) {
            gateway.reports().flushAll();
            gateway.reports().mark(now);
        }
        ledger.drain();
        properties.checkLedger(ledger.ledger());
        properties.checkBound(gateways.size());
    }

    private void settleUsage() {
        for (Gateway gateway : gateways) {
            gateway.reports().heal();
            gateway.reports().flushAll();
            gateway.reports().mark(now);
        }
        usage.drain();
        for (Gateway gateway : gateways) {
            gateway.reports().consumeAll();
            gateway.reports().cover(openWindow());
        }
    }

    private Gateway newGateway() {
        return new Gateway(folders++, settings, truth, kafka, () -> starts++, () -> now);
    }

    private List<Disk> disks() {
        return gateways.stream().map(Gateway::disk).toList();
    }

    private List<Cell> cells() {
        int counter = random.nextInt(COUNTERS);
        return random.nextInt(4) == 0 ? openCells() : List.of(new Cell(counter, openWindow()));
    }

    private List<Cell> openCells() {
        return List.of(new Cell(0, openWindow()), new Cell(1, openWindow()));
    }

    private int openWindow() {
        return (int) (now / settings.windowLength());
    }
}
