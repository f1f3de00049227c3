"""From what differs to why: findings with a code of the contract, a sentence for the student, and the evidence."""
