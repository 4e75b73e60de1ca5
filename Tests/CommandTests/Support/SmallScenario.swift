/// A household whose training takes a blink.
enum SmallScenario {
    static let text = """
        description: One year, small networks
        environment:
          income: 3200
          fixed_expenses: 1400
          variable_expense_mean: 700
          variable_expense_std: 100
          inflation: 0.02
          safety_threshold: 1000
          max_months: 12
          initial_cash: 500
          risk_tolerance: 0.5
        training:
          num_episodes: 50
          batch_size: 10
          segment: 6
          hidden: 8
          epochs: 2
        """

    /// Options that keep the rest short, too.
    static let options = ["--eval-episodes", "20", "--save-interval", "20", "--threads", "1"]
}
