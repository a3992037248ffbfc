@NullMarked
package dev.nextvec.doctor;

import org.jspecify.annotations.NullMarked;
