/** Random attacks on whole connections: nothing that a client sends may crash, hang or leak anything. */
@org.jspecify.annotations.NullMarked
package io.molt.fuzz;
