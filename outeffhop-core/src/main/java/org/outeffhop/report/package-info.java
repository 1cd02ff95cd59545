/** Results as text: tables for the terminal and for Markdown. It computes nothing. */
package org.outeffhop.report;
