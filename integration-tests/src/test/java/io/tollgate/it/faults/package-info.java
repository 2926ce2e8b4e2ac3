/**
 * The proof that no answered hit is lost or counted twice: clients write down every answer, a nemesis kills, pauses and
 * cuts off whatever takes part, and at the end the ledger must say what the clients were told.
 */
package io.tollgate.it.faults;
