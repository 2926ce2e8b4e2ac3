package io.tollgate.it;

/** A Kafka for one test class. */
interface KafkaBroker extends AutoCloseable {

    /** Returns where clients connect. */
    String bootstrapServers();

    @Override
    void close();
}
